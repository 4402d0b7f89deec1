"""What the terminal says of a run that published nothing, or nothing new."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import duckdb
import pytest

from orchestration.defs.findings import Found, description_of, found_in, metadata_of, warnings_of_runs
from orchestration.landing import land_feed, ledger_state, mark_checked
from orchestration.messages import last_events, unusable_arrivals, why_nothing_was_published
from orchestration.release import ChecksPassed, CheckWarning, Manifest
from orchestration.settings import Settings
from tests.pipeline import settings_for

FOUND = [
    Found("Names are in place.", "a.csv: 100 %.", "Correct a.csv.", is_warning=False),
    Found("No file is large.", "b.csv: 12.", "Look at b.csv.", is_warning=True),
]
RELEASE = Manifest("20260101T000000Z-1", "2026-01-01", "v1", {}, ChecksPassed(), {})
GOOD = "工单号,受理时间,机构,投诉类别\nW{n},2011-03-15,北京,理赔\n"


def failed_run(instance: dg.DagsterInstance) -> dg.ExecuteInProcessResult:
    @dg.asset
    def landed() -> None: ...

    @dg.asset(deps=[landed])
    def built() -> None:
        raise dg.Failure("fct_complaints could not be built: no such column")

    @dg.asset_check(asset=landed)
    def is_orderly() -> dg.AssetCheckResult:
        return dg.AssetCheckResult(passed=False, description=description_of(FOUND), metadata=metadata_of(FOUND))

    return dg.materialize([landed, built, is_orderly], instance=instance, raise_on_error=False)


def test_a_failure_names_check_place_and_remedy_and_warnings_reach_the_manifest() -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        result = failed_run(instance)
        warnings = warnings_of_runs(instance, [result.run_id, result.run_id])
    said = why_nothing_was_published(result, None, Path("/home"))
    assert said.startswith("Nothing was published.\n")
    check = "Check landed: is_orderly failed. Names are in place.\n  where: a.csv: 100 %.\n  remedy: Correct a.csv."
    assert check in said
    assert "Step built failed. fct_complaints could not be built: no such column" in said
    assert "No file is large" not in said
    assert warnings == [CheckWarning("No file is large.", "b.csv: 12.", "Look at b.csv.")]
    assert found_in(result.get_asset_check_evaluations()[0]) == FOUND


def test_a_step_that_found_no_room_is_named_with_the_remedy() -> None:
    @dg.asset
    def built() -> None:
        raise OSError(28, "No space left on device", "/home/lake/a.parquet")

    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize([built], instance=instance, raise_on_error=False)
    said = why_nothing_was_published(result, None, Path("/home"))
    assert "/home/lake/a.parquet" in said
    assert "for want of room. Make room for /home, and run again." in said


def test_the_release_that_stays_is_named_where_there_is_one() -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        said = why_nothing_was_published(failed_run(instance), RELEASE, Path("/home"))
    assert said.startswith("Nothing was published; release 20260101T000000Z-1 stays as it is.\n")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A deployment with one good file, landed and published."""
    settings = settings_for(tmp_path)
    settings.published.mkdir()
    with duckdb.connect(str(settings.published_database)) as connection:
        connection.execute("""
            create schema marts;
            create table marts.feed_ledger (feed varchar, file_name varchar, content_hash varchar,
                rows_read bigint, rows_accepted bigint, rows_superseded bigint);
            create table marts.quarantined_rows (content_hash varchar, feed varchar, reasons varchar);
        """)
    arrive(settings, "first.csv", GOOD.format(n=1))
    return settings


def arrive(settings: Settings, name: str, text: str, *, usable: bool = True) -> None:
    """Land and publish one file, whose rows are all accepted or all quarantined."""
    folder = settings.landing / "call_center"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    for entry in land_feed(settings, "call_center").added:
        with duckdb.connect(str(settings.published_database)) as connection:
            accepted = entry.rows_read if usable else 0
            row = [entry.feed, entry.file_name, entry.content_hash, entry.rows_read, accepted]
            connection.execute("insert into marts.feed_ledger values (?, ?, ?, ?, ?, 0)", row)
            if not usable:
                row = [entry.content_hash, entry.feed, "missing_number"]
                connection.execute("insert into marts.quarantined_rows values (?, ?, ?)", row)
    mark_checked(settings, ledger_state(settings, "call_center"))


def test_when_nothing_came_nothing_is_wrong(settings: Settings) -> None:
    assert unusable_arrivals(settings, last_events(settings)) is None


def test_when_all_that_came_was_rejected_it_is_said_with_reasons_by_count(settings: Settings) -> None:
    since = last_events(settings)
    arrive(settings, "bad.csv", "什么也不是\n1\n")
    arrive(settings, "garbled.csv", GOOD.format(n=2), usable=False)
    said = unusable_arrivals(settings, since)
    assert "1 file rejected (call_center/bad.csv: required column" in said
    assert "rows quarantined by reason: missing_number 1" in said
    assert unusable_arrivals(settings, last_events(settings)) is None


def test_when_something_that_came_was_usable_it_is_a_success(settings: Settings) -> None:
    since = last_events(settings)
    arrive(settings, "bad.csv", "什么也不是\n1\n")
    arrive(settings, "second.csv", GOOD.format(n=2))
    assert unusable_arrivals(settings, since) is None


def test_a_nil_return_is_usable(settings: Settings) -> None:
    since = last_events(settings)
    arrive(settings, "nil.csv", GOOD.splitlines()[0] + "\n")
    assert unusable_arrivals(settings, since) is None
