"""Two releases are the same only if every table is, and what engines are known to do differently is seen."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from benchmarks.comparison import differences
from tests.conftest import BundledRun

PLANTED = {
    "whole numbers are divided": ("marts.category_share", "share = complaints // parent_complaints"),
    "what is unknown comes first, and moves each rank": ("marts.branch_ranking", "index_rank = index_rank + 1"),
    "hours of another time zone": ("core.fct_complaints", "received_at = received_at - interval 8 hour"),
    "a day of another time zone": (
        "core.fct_complaints",
        "received_date = cast(received_at - interval 8 hour as date)",
    ),
    "a quantile between two values": ("marts.case_closure", "median_days_to_close = median_days_to_close - 0.5"),
    "letters are not told apart": ("marts.category_share", "scope_code = upper(scope_code)"),
    "a ratio a little off": ("marts.category_share", "share = share * (1 + 2e-9)"),
    "a value for none": ("marts.branch_ranking", "consecutive_zero_years = coalesce(consecutive_zero_years, 0) + 1"),
}


@pytest.mark.slow
@pytest.mark.parametrize(("table", "change"), PLANTED.values(), ids=PLANTED)
def test_a_difference_of_dialect_is_seen(table: str, change: str, bundled_run: BundledRun, tmp_path: Path) -> None:
    release, altered = bundled_run.settings.published_database, tmp_path / "altered.duckdb"
    shutil.copyfile(release, altered)
    altered.chmod(0o600)
    with duckdb.connect(str(altered)) as connection:
        connection.execute(f"update {table} set {change}")
    assert table in differences(release, altered, relative=1e-9)


def test_a_table_or_a_column_that_only_one_has_is_a_difference(tmp_path: Path) -> None:
    paths = [tmp_path / "first.duckdb", tmp_path / "second.duckdb"]
    for path, statements in zip(
        paths,
        (
            "create table marts.a as select 1 as code; create table marts.b as select 1 as x",
            'create table marts.a as select 1 as "Code"; create view core.c as select 1 as x',
        ),
        strict=True,
    ):
        with duckdb.connect(str(path)) as connection:
            connection.execute(f"create schema marts; create schema core; {statements}")
    assert differences(*paths, relative=1e-9) == {
        "marts.a": ["only in the first: code", "only in the second: Code"],
        "marts.b": ["only in the first"],
        "core.c": ["only in the second"],
    }
    assert differences(paths[0], paths[0], relative=1e-9) == {}
