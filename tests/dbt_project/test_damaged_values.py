"""A blocking data test notices any single value of a mart that is wrong, but in columns listed here with a reason.

The bundled feeds are built with some reference data left out, so that no mart is empty. Then one value at a time is
damaged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import duckdb
import pytest

from tests.dbt_project.compiled import CompiledProject, DataTest, Model, warehouse

# leaves values unmapped, and declares a break of the taxonomy
REFERENCE = """
    delete from reference.aliases where domain in ('branch', 'channel');
    insert into reference.taxonomy_breaks by name
    select
        'hq' as source_system, 'category' as scope_level, 'claims' as scope_code, date '2011-01-01' as effective_from,
        false as is_bridged, 'a break' as note
"""

# columns of which not every damage is noticed, and why not
UNNOTICED = {
    r".*\.(?!is_)\w+_(low|high)(_\w+)?": "a wider limit contradicts nothing; unit tests and the oracle hold it",
    r".*\.\w*p_value\w*": "may be larger; unit tests and the oracle hold it",
    r".*\.dispersion\w*": "rests on months that the mart does not show; unit tests and the oracle hold it",
    r"case_closure\.(closed_within|median|p90)\w+": "rests on the days of single complaints; the oracle holds it",
    r"improvement_priority\.quadrant_chance": "rests on how many answers there are; the oracle holds it",
    r"figure_revisions\.period_end_date": "follows from the feed's latest day; unit tests and the oracle hold it",
    r"taxonomy_changes\.is_bridged": "declared by the reference data alone",
    r"branch_ranking\.complaint_index_shrunken": "rests on how all branches differ; unit tests and the oracle hold it",
    r".*\.((comparability|funnel)_)?note": "words for a reader, which no other column repeats",
}

# a value where there is none
_GIVEN = {"VARCHAR": "'nonsense'", "BOOLEAN": "true", "DATE": "date '2011-11-11'", "TIMESTAMP": "localtimestamp"}


@pytest.fixture(scope="module")
def built(project: CompiledProject) -> Iterator[duckdb.DuckDBPyConnection]:
    reference = [model for model in project.models.values() if model.relation.split(".")[1] == '"reference"']
    with warehouse() as connection:
        project.build(connection, reference)
        connection.execute(REFERENCE)
        project.build(connection, [model for model in project.models.values() if model not in reference])
        yield connection


@pytest.mark.slow
def test_a_damaged_value_is_noticed(project: CompiledProject, built: duckdb.DuckDBPyConnection) -> None:
    marts = [model for model in project.models.values() if model.relation.split(".")[1] == '"marts"']
    assert len(marts) > 15
    assert {mart.name for mart in marts if not _rows(built, mart, "true")} == set()
    unnoticed = {f"{mart.name}.{column}" for mart in marts for column in _unnoticed(project, built, mart)}
    passed = sorted(column for column in unnoticed if not _may_pass(column))
    assert passed == [], (
        "a data test has to notice a wrong value in these columns, or UNNOTICED has to say why none can"
    )
    assert {pattern for pattern in UNNOTICED if not any(re.fullmatch(pattern, column) for column in unnoticed)} == set()


def _may_pass(column: str) -> bool:
    return any(re.fullmatch(pattern, column) for pattern in UNNOTICED)


def _unnoticed(project: CompiledProject, connection: duckdb.DuckDBPyConnection, mart: Model) -> set[str]:
    """Columns of the mart of which some damage makes no blocking test fail that passes on the sound mart."""
    tests = [
        test
        for test in project.tests.values()
        if test.severity == "error" and mart.name in test.parents and not _fails(connection, test)
    ]
    columns = {name: data_type for name, data_type, *_ in connection.execute(f"describe {mart.relation}").fetchall()}
    unnoticed = set()
    for name in columns.keys() - set(mart.key):
        for value, condition in _damages(name, columns[name], mart.relation).items():
            for row in _rows(connection, mart, condition):
                connection.execute("begin")
                connection.execute(f"update {mart.relation} set {name} = {value} where rowid = {row}")
                noticing = next((test for test in tests if _fails(connection, test)), None)
                connection.execute("rollback")
                if noticing is None:
                    unnoticed.add(name)
                else:
                    # it is likely to notice the next one too
                    tests.remove(noticing)
                    tests.insert(0, noticing)
    return unnoticed


def _damages(column: str, data_type: str, relation: str) -> dict[str, str]:
    """Wrong values of the column, each with the condition for rows that it is wrong in."""
    there = f"{column} is not null"
    match data_type:
        case "VARCHAR":
            other = f"(select any_value(o.{column}) from {relation} as o where o.{column} <> {relation}.{column})"
            changed = {f"coalesce({other}, 'nonsense')": there}
        case "BOOLEAN":
            changed = {f"not {column}": there}
        case "DATE" | "TIMESTAMP":
            changed = {f"{column} + interval 1 day": there}
        case "VARCHAR[]":
            changed = {f"{column}[2:]": there}
        case "DOUBLE":
            changed = {f"{column} + greatest(abs({column}) / 100, 1e-4)": there, f"-{column}": f"{column} <> 0"}
        case "BIGINT" | "INTEGER":
            changed = {f"{column} + 1": there, f"-{column}": f"{column} <> 0"}
    return {**changed, "null": there, _GIVEN.get(data_type, "1"): f"{column} is null"}


def _rows(connection: duckdb.DuckDBPyConnection, mart: Model, condition: str) -> list[int]:
    """One row of the mart for which the condition holds, if there is one."""
    query = f"select rowid from {mart.relation} where {condition} order by hash(rowid) limit 1"
    return [row for (row,) in connection.execute(query).fetchall()]


def _fails(connection: duckdb.DuckDBPyConnection, test: DataTest) -> bool:
    return connection.execute(f"select exists(from ({test.sql}\n))").fetchone()[0]
