"""dbt's unit tests, run on a model's SQL in an in-process DuckDB: milliseconds each, without starting dbt."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tests.dbt_project.compiled import taking_every_load

ROUNDED = 9
_ON_TOP_OF_A_BUILD = {"is_incremental", "goes_on_from_what_passed", "adds_to_the_cube"}


@dataclass(frozen=True)
class UnitCase:
    """One unit test: rows by the name of the model in whose place they stand, and the rows that are expected.

    Rows are given and expected one by one, or as a query. `takes_every_row` is whether the test has the model read all
    loads as new.
    """

    name: str
    model: str
    given: dict[str, list[dict] | str]
    expected: list[dict] | str
    takes_every_row: bool


def read_unit_cases(manifest: Path) -> list[UnitCase]:
    """The unit tests of a manifest that can be run on SQL compiled for a warehouse that is built anew."""
    tests = json.loads(manifest.read_text(encoding="utf-8"))["unit_tests"].values()
    return [
        UnitCase(
            name=test["name"],
            model=test["model"],
            given={_referred(given["input"]): given["rows"] for given in test["given"]},
            expected=test["expect"]["rows"],
            takes_every_row="is_unapplied" in _macros(test),
        )
        for test in tests
        if all(given["input"].startswith("ref(") for given in test["given"])
        and not _ON_TOP_OF_A_BUILD & {name for name, said in _macros(test).items() if said}
        and not (test["overrides"] or {}).get("env_vars")
    ]


def _macros(test: dict) -> dict:
    return (test["overrides"] or {}).get("macros") or {}


def _referred(ref: str) -> str:
    return ref.removeprefix("ref(").removesuffix(")").strip("'\"")


def disagreement(
    connection: duckdb.DuckDBPyConnection, case: UnitCase, sql: str, relations: dict[str, str]
) -> list[tuple]:
    """Rows that `sql` gives and the case does not expect, or the other way round.

    The tables of `relations` lend their columns and types, and are as before when it returns.
    """
    connection.execute("begin")
    try:
        for model, rows in case.given.items():
            connection.execute(f"delete from {relations[model]}")
            _insert(connection, relations[model], rows)
        columns = _columns(connection, case.expected)
        compared = ", ".join(_comparable(connection, relations[case.model], column) for column in columns) or "1"
        if case.takes_every_row:
            sql = taking_every_load(sql)
        connection.execute(f"create temp table actual as {sql}")
        connection.execute(f"delete from {relations[case.model]}")
        _insert(connection, relations[case.model], case.expected)
        expected = f"select {compared} from {relations[case.model]}"
        actual = f"select {compared} from actual"
        return connection.execute(
            f"(({actual}) except all ({expected})) union all (({expected}) except all ({actual}))"
        ).fetchall()
    finally:
        connection.execute("rollback")


def _columns(connection: duckdb.DuckDBPyConnection, rows: list[dict] | str) -> list[str]:
    if isinstance(rows, str):
        return [column for column, *_ in connection.execute(f"describe {rows}").fetchall()]
    return list(rows[0]) if rows else []


def _insert(connection: duckdb.DuckDBPyConnection, relation: str, rows: list[dict] | str) -> None:
    if isinstance(rows, str):
        connection.execute(f"insert into {relation} by name {rows}")
        return
    for row in rows:
        columns = ", ".join(row)
        places = ", ".join("?" for _ in row)
        values = [json.dumps(value) if isinstance(value, list | dict) else value for value in row.values()]
        connection.execute(f"insert into {relation} ({columns}) values ({places})", values)


def _comparable(connection: duckdb.DuckDBPyConnection, relation: str, column: str) -> str:
    [(kind,)] = connection.execute(f"select typeof(any_value({column})) from {relation}").fetchall()
    return f"round({column}, {ROUNDED}) as {column}" if kind == "DOUBLE" else column
