"""The annual report as an asset of Dagster: a partition for each year, in a job of its own, remade when asked to."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dagster as dg
import pytest

from orchestration.defs import report
from orchestration.defs.release import PUBLISHED_KEY
from orchestration.defs.report import REPORT_KEY
from orchestration.release import lookup
from orchestration.report import making
from orchestration.report.periods import Period
from orchestration.settings import Settings
from tests.pipeline import settings_for


@dg.asset(key=PUBLISHED_KEY)
def published() -> None:
    """A release was published."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path / "home")


@pytest.fixture
def definitions(settings: Settings) -> dg.Definitions:
    return dg.Definitions.merge(report.definitions(settings), dg.Definitions(assets=[published]))


def test_a_year_is_a_partition_from_the_first_that_data_may_be_of_to_this_one(definitions: dg.Definitions) -> None:
    job = definitions.resolve_job_def(report.JOB_NAME)
    assert job.asset_layer.executable_asset_keys == {REPORT_KEY}
    years = job.partitions_def.get_partition_keys()
    assert (years[0], years[-1]) == ("1990", f"{date.today().year}")


def made(monkeypatch: pytest.MonkeyPatch, definitions: dg.Definitions, config: dict[str, Any]) -> tuple[Any, list[Any]]:
    asked: list[Any] = []

    def make(kind: str) -> Any:
        def written(settings: Settings, release: Any, period: Period) -> list[Path]:
            asked.append((kind, release.release_id, period))
            return [settings.reports / "2011" / f"{kind}.html"]

        return written

    monkeypatch.setattr(lookup, "find_release", lambda settings, name: SimpleNamespace(release_id=name))
    monkeypatch.setattr(making, "make_report", make("whole"))
    monkeypatch.setattr(making, "make_branch_reports", make("branches"))
    result = definitions.resolve_job_def(report.JOB_NAME).execute_in_process(
        partition_key="2011", run_config={"ops": {"reports__annual_report": {"config": config}}} if config else None
    )
    (event,) = result.get_asset_materialization_events()
    return event.materialization.metadata, asked


def test_it_makes_the_report_of_its_year_from_what_readers_see(
    monkeypatch: pytest.MonkeyPatch, definitions: dg.Definitions
) -> None:
    metadata, asked = made(monkeypatch, definitions, {})
    assert asked == [("whole", "current", Period(2011))]
    assert metadata["release_id"].value == "current"
    assert "2011/whole.html" in metadata["files"].value


def test_the_branches_are_made_where_the_run_asks_for_them(
    monkeypatch: pytest.MonkeyPatch, definitions: dg.Definitions
) -> None:
    metadata, asked = made(monkeypatch, definitions, {"branches": True})
    assert [kind for kind, *_ in asked] == ["whole", "branches"]
    assert "2011/branches.html" in metadata["files"].value


@pytest.mark.filterwarnings("ignore::dagster.BetaWarning")
def test_the_sensor_is_off_and_would_make_this_year_and_the_last_after_a_release(definitions: dg.Definitions) -> None:
    (sensor,) = definitions.get_repository_def().sensor_defs
    assert sensor.default_status is dg.DefaultSensorStatus.STOPPED
    instance = dg.DagsterInstance.ephemeral()
    before = dg.evaluate_automation_conditions(definitions, instance)
    dg.materialize([published], instance=instance)
    after = dg.evaluate_automation_conditions(definitions, instance, cursor=before.cursor)
    year = date.today().year
    assert before.total_requested == 0
    assert after.get_requested_partitions(REPORT_KEY) == {f"{year - 1}", f"{year}"}
