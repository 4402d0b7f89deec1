"""`make run` on the bundled feeds, seen from outside."""

from __future__ import annotations

import json
import re
import stat

import duckdb

from orchestration.release import current_manifest
from tests.conftest import BundledRun

_RELEASE = re.compile(r"Release (\S+)")


def _release(bundled_run: BundledRun) -> str:
    return _RELEASE.search(bundled_run.first_output).group(1)


def test_it_reports_rows_figures_and_the_headline(bundled_run: BundledRun) -> None:
    output = bundled_run.first_output
    assert "Published figures: 76 match, 2 in conflict, 0 without data." in output
    assert re.search(r"F03 yoy_change_rate: published -0.151, computed -0.3396 .*9,217", output)
    assert re.search(r"call_center +2011 +company +7,825 +7,825 +11,849 +-34.0%", output)
    assert str(bundled_run.settings.published_database) in output


def test_it_ends_by_naming_the_start_page_which_everybody_may_read(bundled_run: BundledRun) -> None:
    page = bundled_run.settings.home / "reports" / "index.html"
    for output in (bundled_run.first_output, bundled_run.second_output):
        assert output.splitlines()[-1] == f"Start page: {page}"
    assert (page.stat().st_mode & 0o444, page.parent.stat().st_mode & 0o555) == (0o444, 0o555)
    assert _release(bundled_run) in page.read_text(encoding="utf-8")


def test_a_second_run_lands_nothing_and_keeps_the_release(bundled_run: BundledRun) -> None:
    first, second = (_RELEASE.search(text).group(1) for text in (bundled_run.first_output, bundled_run.second_output))
    assert first == second
    assert [path.name for path in bundled_run.settings.releases.iterdir()] == [first]
    for feed in ("call_center", "hq", "satisfaction_survey"):
        assert len((bundled_run.settings.ledger / f"{feed}.jsonl").read_text().splitlines()) == 2
    assert "Bundled feed copied" in bundled_run.first_output
    assert "Bundled feed copied" not in bundled_run.second_output


def test_a_run_with_nothing_new_ends_after_landing(bundled_run: BundledRun) -> None:
    """The build and the release are those of the first run; what is told of them is told again."""
    stands = f"Nothing came, and nothing changed that the marts are made from: release {_release(bundled_run)} stands."
    assert stands in bundled_run.second_output
    assert stands not in bundled_run.first_output
    assert bundled_run.second_errors == ""
    for text in (bundled_run.first_output, bundled_run.second_output):
        assert "Published figures: 76 match, 2 in conflict, 0 without data." in text


def test_every_row_is_accounted_for(bundled_run: BundledRun) -> None:
    with duckdb.connect(str(bundled_run.settings.published_database), read_only=True) as connection:
        ledger = connection.execute(
            """
            select rows_read, rows_accepted + rows_superseded + rows_quarantined, rows_quarantined
            from marts.feed_ledger
            """
        ).fetchall()
        (quarantined,) = connection.execute("select count(*) from marts.quarantined_rows").fetchone()
        (complaints,) = connection.execute("select count(*) from core.fct_complaints").fetchone()
    assert [(read, accounted) for read, accounted, _ in ledger if read != accounted] == []
    assert quarantined == sum(row[2] for row in ledger) > 0
    assert complaints == 7825 + 11849 + 282 + 340


def test_the_manifest_says_what_was_checked(bundled_run: BundledRun) -> None:
    manifest = current_manifest(bundled_run.settings)
    assert manifest.checks.dbt_tests_passed > 50
    assert manifest.checks.expectations_passed > 20
    assert manifest.files_left_out == []
    (conflict,) = [found for found in manifest.warnings if found.check == "figure_reconciliation_finds_no_conflict"]
    assert conflict.where == "2 in marts.figure_reconciliation: figure_id F03; figure_id F07."
    assert conflict.remedy
    assert f"where: {conflict.where}\n    remedy: {conflict.remedy}" in bundled_run.first_output
    assert manifest.loads == {"call_center": 2, "hq": 2, "satisfaction_survey": 2, "branch_exposure": 1}
    assert manifest.row_counts["core.fct_complaints"] == 7825 + 11849 + 282 + 340


def test_the_release_describes_itself(bundled_run: BundledRun) -> None:
    with duckdb.connect(str(bundled_run.settings.published_database), read_only=True) as connection:
        undescribed = connection.execute(
            """
            select table_name, null from duckdb_tables() where comment is null
            union all
            select table_name, column_name from duckdb_columns() where not internal and comment is null
            """
        ).fetchall()
        schemas = {
            schema for (schema,) in connection.execute("select distinct schema_name from duckdb_tables()").fetchall()
        }
    assert undescribed == []
    assert schemas == {"core", "marts"}


def test_parquet_lies_beside_the_database(bundled_run: BundledRun) -> None:
    parquet = {path.stem for path in bundled_run.settings.published_parquet.glob("*.parquet")}
    with duckdb.connect(str(bundled_run.settings.published_database), read_only=True) as connection:
        marts = {
            name
            for (name,) in connection.execute(
                "select table_name from duckdb_tables() where schema_name = 'marts'"
            ).fetchall()
        }
    assert parquet == marts


def test_the_lake_is_private(bundled_run: BundledRun) -> None:
    assert stat.S_IMODE(bundled_run.settings.lake.stat().st_mode) == 0o700


def test_dagster_keeps_its_storage_in_the_home_and_sends_nothing(bundled_run: BundledRun) -> None:
    home = bundled_run.settings.dagster_home
    assert "enabled: false" in (home / "dagster.yaml").read_text()
    assert (home / "history" / "runs").is_dir()


def test_data_docs_are_a_static_site(bundled_run: BundledRun) -> None:
    index = (bundled_run.settings.quality / "index.html").read_text(encoding="utf-8")
    assert "release" in index
    assert "feed_call_center" in index


def test_the_manifest_is_plain_json(bundled_run: BundledRun) -> None:
    content = json.loads((bundled_run.settings.published / "manifest.json").read_text(encoding="utf-8"))
    assert content["release_id"] == _RELEASE.search(bundled_run.first_output).group(1)
