"""No data test is vacuous: each passes on the bundled feeds and fails once the data are damaged."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import pytest

from tests.dbt_project.compiled import CompiledProject, DataTest
from tests.dbt_project.mutations import MUTATIONS, mutations_of
from tests.drawing import one_in

# generic tests whose name says all
KEYS_AND_LISTS = {"keys", "not_null", "unique", "unique_combination", "accepted_values", "relationships"}


def test_blocking_tests_pass_on_the_bundled_feeds(project: CompiledProject, built: duckdb.DuckDBPyConnection) -> None:
    blocking = [test for test in project.tests.values() if test.severity == "error"]
    assert len(blocking) > 100
    assert [test.name for test in blocking if _failures(built, test)] == []


def test_every_data_test_has_a_mutation(project: CompiledProject) -> None:
    without = [name for name, test in project.tests.items() if not mutations_of(project, test)]
    assert without == [], "write into tests/dbt_project/damages/ what makes each of these tests fail"
    assert sorted(set(MUTATIONS) - set(project.tests)) == [], "damages of tests that are gone"


@pytest.mark.drawn
def test_every_mutation_makes_its_test_fail(project: CompiledProject, built: duckdb.DuckDBPyConnection) -> None:
    passed = []
    for test in project.tests.values():
        before = _failures(built, test)
        for mutation in one_in(3, mutations_of(project, test)):
            built.execute("begin")
            built.execute(mutation)
            if _failures(built, test) <= before:
                passed.append((test.name, mutation))
            built.execute("rollback")
    assert passed == []


def test_cases_of_which_nothing_came_have_keys_that_are_looked_at_in_the_cube(
    project: CompiledProject, built: duckdb.DuckDBPyConnection
) -> None:
    """A day looks at keys of changed cases alone; a dimension that lost a key of another is found all the same."""
    test = project.tests["assert_bi_keys_lead_to_their_dimension"]
    parts = [part for part in test.sql.split("union all") if "'bi_cases' as view_name" not in part]
    without_cases = replace(test, sql="union all".join(parts))
    assert _failures(built, without_cases) == 0
    passed = []
    for key in ("branch_code", "category_code", "channel_code", "cause_key", "grievance_key", "month_key"):
        dimension = f"bi.dim_{key.removesuffix('_code').removesuffix('_key')}"
        for lost in built.execute(f"select distinct {key} from bi.cases").fetchall():
            built.execute("begin")
            built.execute(f"delete from {dimension} where {key} = $1", lost)
            if not _failures(built, without_cases):
                passed.append((dimension, *lost))
            built.execute("rollback")
    assert passed == []


def test_every_key_is_looked_after_by_one_test(project: CompiledProject) -> None:
    """Two views hold the rows of cube and fact, of which tests look after key and number."""
    looked_after = [test.model for test in project.tests.values() if test.kind == "keys"]
    own = [test.model for test in project.tests.values() if test.kind in ("unique", "unique_combination")]
    assert len(looked_after) == len(set(looked_after))
    assert {model.name for model in project.models.values() if model.key} == {
        *(*looked_after, *own, "bi_cases", "bi_complaints_monthly")
    }
    published = ("agg_", "fct_", "dim_", "bi_")
    assert [name for name, model in project.models.items() if name.startswith(published) and not model.key] == []


def test_every_test_of_its_own_says_what_it_guards(project: CompiledProject) -> None:
    assert [
        test.name
        for test in project.tests.values()
        if test.kind not in KEYS_AND_LISTS and not (test.description or test.sql.lstrip().startswith("-- Guards"))
    ] == []


def test_every_warning_says_what_to_do(project: CompiledProject) -> None:
    """A test only warns where somebody has to put the data right."""
    warnings = [test for test in project.tests.values() if test.severity == "warn"]
    assert warnings
    assert [test.name for test in warnings if not test.remedy] == []


def _failures(connection: duckdb.DuckDBPyConnection, test: DataTest) -> int:
    return connection.execute(f"select count(*) from ({test.sql}\n)").fetchone()[0]
