"""The data tests of the history of figures hold whatever was published before, and however a figure changes."""

from __future__ import annotations

import duckdb
import pytest

from tests.dbt_project.compiled import CompiledProject, failing_rows, undone

pytestmark = pytest.mark.job

HISTORY, REVISIONS = "staging.stg_releases__figure_history", "marts.figure_revisions"

# what readers were told, where it is not what the build says now; one in nine figures each
TOLD_OTHERWISE = {
    1: "value_now = value_now + 1",
    2: "period_end_date = period_end_date - 1, value_now = value_now + 1",
    3: "period_end_date = period_end_date + 1, value_now = value_now + 1",
    4: "period_end_date = period_end_date - 1",
    5: "value_now = null, value_before = value_now, change_type = 'withdrawn'",
    6: "scope_code = scope_code || ' of old'",
}


def test_the_data_tests_hold_after_a_release(project: CompiledProject, built: duckdb.DuckDBPyConnection) -> None:
    with undone(built):
        built.execute(
            f"""
            insert into {HISTORY} by name
            select * replace (timestamp '2012-01-01' as published_at) from {REVISIONS} where rowid % 9 > 0
            """
        )
        for number, change in TOLD_OTHERWISE.items():
            built.execute(f"update {HISTORY} set {change} where rowid % 9 = {number}")
        project.build(built, [project.models[name] for name in ("int_figure_changes", "figure_revisions")])
        added = built.execute(f"select distinct change_type from {REVISIONS} where published_at is null").fetchall()
        assert sorted(change_type for (change_type,) in added) == [
            *("first_published", "followed_up", "period_extended", "period_shortened"),
            *("restored", "revised", "withdrawn"),
        ]
        tests = [test for test in project.tests.values() if "figure_revisions" in test.parents]
        assert len(tests) >= 6
        assert {test.name: rows for test in tests if (rows := failing_rows(built, test))} == {}
