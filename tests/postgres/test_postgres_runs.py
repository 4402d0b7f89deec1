"""Runs and rollbacks lead a PostgreSQL database along; one that is down fails its own asset, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from typing import Any

import dagster as dg
import pytest

from orchestration.definitions import build_definitions
from orchestration.defs import postgres
from orchestration.defs.release import POSTGRES_KEY, PUBLISHED_KEY
from orchestration.messages import is_published, what_postgres_holds, why_nothing_was_published
from orchestration.release import current_manifest
from orchestration.release.postgres import TargetError
from orchestration.releases import main
from orchestration.settings import CHECKOUT, Settings
from tests.conftest import BundledRun
from tests.pipeline import environment, forked_dbt, run, settings_for
from tests.postgres.server import Server
from tests.test_releases import EARLIER, with_an_earlier_release

pytestmark = pytest.mark.job


@pytest.fixture
def home(bundled_run: BundledRun, server: Server, database: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The bundled home at another place, where it is built anew, with a database that holds nothing yet."""
    settings = replace(settings_for(tmp_path_factory.mktemp("home") / "home"), postgres_url=server.url(database))
    shutil.copytree(bundled_run.settings.home, settings.home, symlinks=True)
    return settings


def test_the_database_follows_runs_and_rollbacks_and_catches_up_where_it_was_down(
    home: Settings,
    server: Server,
    database: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def held() -> list[tuple[Any, ...]]:
        with server.connect(database) as connection:
            return connection.execute("select release_id from marts.release").fetchall()

    done = run(home)
    newest = current_manifest(home).release_id
    where = f"PostgreSQL database {database} at {server.folder}:{server.port} holds release"
    assert done.returncode == 0
    assert done.stdout.splitlines()[-2].startswith(f"{where} {newest}: ")
    assert held() == [(newest,)]

    # somebody at a terminal leads readers back, and the server is down for the way on
    with_an_earlier_release(home)
    for name, value in environment(home).items():
        if name.startswith("COMPLAINTS_"):
            monkeypatch.setenv(name, value)
    with forked_dbt():
        assert main(["release", "rollback", EARLIER]) == 0
        assert f"{where} {EARLIER}: " in capsys.readouterr().out
        assert held() == [(EARLIER,)]
        server.stop()
        assert main(["release", "rollback", "newest"]) == 1
    said = capsys.readouterr()
    assert f"Readers see release {newest}" in said.out
    assert "PostgreSQL was not led there. connection" in said.err

    failed = run(home)
    server.start()
    assert failed.returncode == 1
    assert "Nothing came, and nothing changed" in failed.stdout
    assert f"Release {newest}" in failed.stdout, "the summary of what readers of the file see"
    last = failed.stderr.splitlines()[-1]
    assert last.startswith("The release is published; PostgreSQL does not hold it yet. connection")
    assert "See to it that the server runs" in last
    assert held() == [(EARLIER,)]

    done = run(home)
    assert (done.returncode, held()) == (0, [(newest,)])
    assert "Nothing came, and nothing changed" in done.stdout
    assert f"{where} {newest} already." in run(home).stdout


@pytest.fixture(scope="module")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    settings = replace(settings_for(tmp_path_factory.mktemp("defined")), postgres_url="host=nowhere.invalid")
    with forked_dbt():
        return build_definitions(settings)


def test_it_comes_after_the_published_release_and_is_in_the_job(definitions: dg.Definitions) -> None:
    repository = definitions.get_repository_def()
    graph = repository.asset_graph
    (between,) = graph.get(POSTGRES_KEY).parent_keys
    assert graph.get(between).parent_keys == {PUBLISHED_KEY}
    assert POSTGRES_KEY in repository.get_job("build_warehouse").asset_layer.executable_asset_keys
    for node in (graph.get(POSTGRES_KEY), graph.get(between)):
        assert (node.group_name, node.owners, bool(node.description)) == ("release", ["team:complaint-data"], True)
    assert "nowhere.invalid" not in str(repository.get_job("build_warehouse").run_config_schema.config_type)


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


def test_without_a_database_its_driver_is_not_imported() -> None:
    modules = "orchestration.cli, orchestration.run, orchestration.releases, orchestration.definitions"
    code = f"import sys, {modules}; print([name for name in sys.modules if 'psycopg' in name])"
    said = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert said.stdout == "[]\n"
