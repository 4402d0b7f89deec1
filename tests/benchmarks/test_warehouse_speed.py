"""What the benchmark rests on: the floor says what the warehouse says, and a difference is seen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from benchmarks.comparison import compare
from benchmarks.day import write_day
from benchmarks.floor.__main__ import DATABASE, build
from benchmarks.generator import bulk
from benchmarks.stages import seconds_of_steps
from benchmarks.warehouse_speed import as_table
from orchestration.landing import land_feed
from orchestration.release.catalog import published_tables
from orchestration.release.tables import write_database
from orchestration.release.tokens import published_columns
from orchestration.settings import BUNDLED_CONFIG, FEEDS
from tests.conftest import BundledRun
from tests.dbt_project.compiled import CompiledProject
from tests.from_the_start import build_from_the_start
from tests.pipeline import settings_for

ROWS, NEW, CORRECTED = 12_000, 300, 50


@pytest.fixture(scope="module")
def feeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generated feeds of two years with a day more."""
    folder = tmp_path_factory.mktemp("feeds")
    bulk.write_scaled(folder, ROWS, (2010, 2011), encoding="utf-8")
    write_day(folder, folder, NEW, CORRECTED)
    return folder


@pytest.fixture(scope="module")
def floor(feeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("floor") / "out"
    build(feeds, BUNDLED_CONFIG / "reference", out)
    return out / DATABASE


@pytest.mark.job
@pytest.mark.slow
def test_the_floor_says_what_the_warehouse_says(
    feeds: Path, floor: Path, project: CompiledProject, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path)
    settings.landing.parent.mkdir(exist_ok=True)
    settings.landing.symlink_to(feeds)
    build_from_the_start(project, settings)
    release = tmp_path / "release.duckdb"
    with duckdb.connect() as connection:
        connection.execute(f"attach '{settings.warehouse}' as {settings.warehouse.stem} (read_only)")
        tables = []
        for table in published_tables(connection, settings.warehouse.stem):
            columns = published_columns(table, with_tokens=False)
            shown = ", ".join(f"{expression} as {column.name}" for column, expression in columns)
            rows = f"select {shown} from {table.sql_name(settings.warehouse.stem)}"
            tables.append((replace(table, columns=tuple(column for column, _ in columns)), rows))
        write_database(connection, tables, release)
    compared = compare(floor, release)
    assert {table.table: table.differences for table in compared if table.differences} == {}
    assert {"core.fct_complaints", "marts.yearly_comparison", "marts.repeat_complainants"} <= {
        table.table for table in compared
    }


def test_ratios_may_differ_by_as_much_as_is_said_and_by_no_more(tmp_path: Path) -> None:
    def release(name: str, rows: str) -> Path:
        path = tmp_path / name
        with duckdb.connect(str(path)) as connection:
            connection.execute("create schema marts; create table marts.shares (code varchar, share double)")
            connection.execute(f"insert into marts.shares values {rows}")
        return path

    first = release("first", "('a', 0.1), ('a', 0.2), ('b', null), ('c', 'nan')")
    close = release("close", "('c', 'nan'), ('a', 0.2), ('a', 0.10000000000005), ('b', null)")
    far = release("far", "('a', 0.1000000000003), ('a', 0.2), ('b', 0), ('c', 'nan')")
    another = release("another", "('a', 0.1), ('a', 0.2), ('B', null), ('c', 'nan')")
    assert compare(first, close)[0].differences == ()
    assert compare(first, far)[0].differences == (
        "of {'code': 'a'}: {'share': (0.1, 0.1000000000003)}",
        "of {'code': 'b'}: {'share': (None, 0.0)}",
    )
    assert compare(first, far, relative=1e-11)[0].differences == ("of {'code': 'b'}: {'share': (None, 0.0)}",)
    assert compare(first, another)[0].differences == (
        "only in the first: {'code': 'b', 'share': None}",
        "only in the second: {'code': 'B', 'share': None}",
    )


def test_a_mart_that_is_missing_is_no_equality(tmp_path: Path, floor: Path) -> None:
    empty = tmp_path / "empty"
    duckdb.connect(str(empty)).close()
    with pytest.raises(ValueError, match=r"lacks core\.agg_complaints_monthly\.source_system"):
        compare(floor, empty)


def test_a_day_has_new_complaints_and_corrections(floor: Path) -> None:
    with duckdb.connect(str(floor), read_only=True) as release:
        day = release.execute("select * from marts.feed_ledger where file_name like '%_day.csv'").fetchall()
        counted = "select count(*) from core.fct_complaints where load_id like '%3' and complaint_number like ?"
        assert release.execute(f"{counted} and received_date = '2011-12-31'", ["CD%"]).fetchall() == [(NEW,)]
        assert release.execute(f"{counted} and is_closed", ["CC%"]).fetchall() == [(CORRECTED,)]
    assert len(day) == 1


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_generated_files_land_with_the_bundled_contracts(file_format: str, tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    bulk.write_scaled(settings.landing, 500, (2011,), file_format)
    landed = {feed: land_feed(settings, feed) for feed in FEEDS}
    assert {feed: pass_.rows_loaded > 0 for feed, pass_ in landed.items()} == dict.fromkeys(FEEDS, True)


@pytest.mark.job
def test_the_seconds_of_a_run_are_those_of_its_steps_and_of_dbts_nodes(bundled_run: BundledRun) -> None:
    # the last run of that home found nothing new, so that dbt's results are not its own
    seconds = seconds_of_steps(bundled_run.settings)
    assert seconds["landing__call_center"] > 0
    assert not any(name.endswith(" in dbt") for name in seconds)


def test_the_table_gives_medians_and_what_the_job_costs_of_the_floor() -> None:
    def run(kind: str, processor: float) -> dict:
        return {"rows": 10, "kind": kind, "seconds": 1.0, "processor": processor, "peak_mb": 5.0, "release_mb": 2.0}

    runs = [run("floor", 2), run("job", 9), run("job", 3), run("job", 4)]
    assert as_table(runs).splitlines()[2:] == [
        "| 10 | floor | 1 | 1.0 | 2.0 | 5 | 2 | 1.00 |",
        "| 10 | job | 3 | 1.0 | 4.0 | 5 | 2 | 2.00 |",
    ]


def test_what_is_left_out_of_a_comparison_may_differ(tmp_path: Path) -> None:
    paths = [tmp_path / "first", tmp_path / "second"]
    for number, path in enumerate(paths):
        with duckdb.connect(str(path)) as connection:
            connection.execute(f"create schema marts; create table marts.a as select 1 as x, {number} as y")
            connection.execute(f"create table marts.b as select {number} as z")
    assert [bool(found.differences) for found in compare(*paths)] == [True, True]
    assert [found.differences for found in compare(*paths, without=["marts.b", "marts.a.y"])] == [()]


def test_each_day_has_other_rows_and_numbers_of_its_own(tmp_path: Path) -> None:
    bulk.write_scaled(tmp_path, 1_000, (2010, 2011), encoding="utf-8")
    days = [write_day(tmp_path, tmp_path / f"{day}", 20, 5, day).read_text().splitlines()[1:] for day in (0, 1, 2)]
    numbers = [{line.split(",")[0] for line in lines} for lines in days]
    assert [len(lines) for lines in days] == [len(found) for found in numbers] == [25, 25, 25]
    assert len(set.union(*numbers)) == 75
    assert [sum(number.startswith("CD") for number in found) for found in numbers] == [20, 20, 20]
    assert [{line.split(",")[1][:10] for line in lines if line.startswith("CD")} for lines in days] == [
        {"2011-12-31"},
        {"2012-01-01"},
        {"2012-01-02"},
    ]
