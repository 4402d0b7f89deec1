"""dbt's unit tests, run on a model's SQL in an in-process DuckDB: milliseconds each, without starting dbt."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import duckdb

ROUNDED = 9


@dataclass(frozen=True)
class UnitCase:
    """One unit test: rows by the name of the model in whose place they stand, and the rows that are expected."""

    name: str
    model: str
    given: dict[str, list[dict]]
    expected: list[dict]


def read_unit_cases(manifest: Path) -> list[UnitCase]:
    """The unit tests of a manifest whose rows are all written out, and which override nothing."""
    tests = json.loads(manifest.read_text(encoding="utf-8"))["unit_tests"].values()
    return [
        UnitCase(
            name=test["name"],
            model=test["model"],
            given={_referred(given["input"]): given["rows"] for given in test["given"]},
            expected=test["expect"]["rows"],
        )
        for test in tests
        if not any((test["overrides"] or {}).values())
        and all(given["input"].startswith("ref(") and given["format"] != "sql" for given in test["given"])
    ]


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
        columns = case.expected[0] if case.expected else {}
        compared = ", ".join(_comparable(connection, relations[case.model], column) for column in columns) or "1"
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


def _insert(connection: duckdb.DuckDBPyConnection, relation: str, rows: list[dict]) -> None:
    for row in rows:
        columns = ", ".join(row)
        places = ", ".join("?" for _ in row)
        values = [json.dumps(value) if isinstance(value, list | dict) else value for value in row.values()]
        connection.execute(f"insert into {relation} ({columns}) values ({places})", values)


def _comparable(connection: duckdb.DuckDBPyConnection, relation: str, column: str) -> str:
    [(kind,)] = connection.execute(f"select typeof(any_value({column})) from {relation}").fetchall()
    return f"round({column}, {ROUNDED}) as {column}" if kind == "DOUBLE" else column
