"""The asset of a PostgreSQL database: last in the job, alone in its failure, not there where no database is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from orchestration.definitions import build_definitions
from orchestration.defs import postgres
from orchestration.defs.release import POSTGRES_KEY, PUBLISHED_KEY
from orchestration.messages import is_published, what_postgres_holds, why_nothing_was_published
from orchestration.release.postgres import TargetError
from orchestration.settings import Settings
from tests.pipeline import forked_dbt, settings_for


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path / "home")


@pytest.fixture(scope="module")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    settings = replace(settings_for(tmp_path_factory.mktemp("defined")), postgres_url="host=nowhere.invalid")
    with forked_dbt():
        return build_definitions(settings)


@pytest.mark.job
def test_it_comes_after_the_published_release_and_is_in_the_job(definitions: dg.Definitions) -> None:
    repository = definitions.get_repository_def()
    graph = repository.asset_graph
    (between,) = graph.get(POSTGRES_KEY).parent_keys
    assert graph.get(between).parent_keys == {PUBLISHED_KEY}
    assert POSTGRES_KEY in repository.get_job("build_warehouse").asset_layer.executable_asset_keys
    for node in (graph.get(POSTGRES_KEY), graph.get(between)):
        assert (node.group_name, node.owners, bool(node.description)) == ("release", ["team:complaint-data"], True)


def executed(monkeypatch: pytest.MonkeyPatch, settings: Settings, breaks: str, says: TargetError | None) -> Any:
    """A run of a feed, the published release and the database, each of which may fail; and what ran, in order."""
    ran = []

    def step(name: str) -> None:
        ran.append(name)
        if name == breaks:
            raise dg.Failure("It broke.")

    def followed(*_: Any) -> str:
        step("postgres")
        if says:
            raise says
        return "It holds the release."

    monkeypatch.setattr(postgres, "follow", followed)
    monkeypatch.setattr(postgres, "RETRIES", dg.RetryPolicy(max_retries=postgres.RETRIES.max_retries))

    @dg.asset(key=["landing", "hq"])
    def landed() -> None:
        step("landing")

    @dg.asset(key=PUBLISHED_KEY, deps=[landed])
    def published() -> None:
        step("published")

    few = dg.Definitions.merge(
        postgres.definitions(settings, "host=nowhere.invalid password=hush"),
        dg.Definitions(
            assets=[published, landed],
            jobs=[dg.define_asset_job("few", selection=dg.AssetSelection.all())],
            executor=dg.in_process_executor,
        ),
    )
    return few.resolve_job_def("few").execute_in_process(raise_on_error=False), ran


def test_it_is_the_last_step(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    result, ran = executed(monkeypatch, settings, "", None)
    assert (result.success, ran) == (True, ["landing", "published", "postgres"])
    assert what_postgres_holds(result) == "It holds the release."


def test_it_runs_where_the_release_did_not_come_about(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    result, ran = executed(monkeypatch, settings, "landing", None)
    assert (is_published(result), ran) == (False, ["landing", "postgres"])


def test_a_server_that_is_down_is_asked_again_and_fails_alone(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    result, ran = executed(monkeypatch, settings, "", TargetError("The server is down.", passes=True))
    assert ran == ["landing", "published", *["postgres"] * 3]
    assert (result.success, is_published(result)) == (False, True)
    assert (
        what_postgres_holds(result) == "The release is published; PostgreSQL does not hold it yet. The server is down."
    )
    assert "hush" not in str(result.all_events)


def test_what_does_not_pass_is_not_tried_again(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    result, ran = executed(monkeypatch, settings, "", TargetError("A view stands in the way."))
    assert ran == ["landing", "published", "postgres"]
    assert is_published(result)


def test_where_both_fail_both_are_told(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    result, _ = executed(monkeypatch, settings, "published", TargetError("A view stands in the way."))
    said = why_nothing_was_published(result, None, settings.home)
    assert not is_published(result)
    assert "Step release__published failed. It broke." in said
    assert "Step release__postgres failed. A view stands in the way." in said
