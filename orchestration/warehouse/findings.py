"""What a dbt test objected to: which rows of which table, from which files, and what to do about it.

dbt keeps the SQL of each test with its results; it is run again here, read-only, once dbt has let go of the file. Only
keys of rows are shown: never a text, never a token.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from orchestration.model_keys import keys_of_models
from orchestration.settings import Settings
from orchestration.sql_text import identifier, literal
from orchestration.warehouse.environment import results_folder

ROWS_SHOWN = 5
FILES_SHOWN = 5

# generic tests of dbt return values of their column under these names, and not the rows
_VALUES_OF = {"unique": "unique_field", "accepted_values": "value_field", "relationships": "from_field"}

# a test of several tables names in this column the one that a row is of
_TABLE = "relation"

_KEYS_ELSEWHERE = (
    *("feed", "file_name", "source_system", "report_year", "month", "received_month", "complaint_key"),
    *("parent_level", "parent_code", "scope_level", "scope_code", "branch_code", "category_code", "subcategory_code"),
    *("channel_code", "cause_code", "grievance_code", "service_item_code", "figure_id", "mart", "measure", "slice"),
    *("load_id", "row_number"),
)
_NOT_SHOWN = re.compile(r".*token|.*_text|.*_zh|narrative|line|value|(?!file_).*name|content_hash|row_version")

_DEFAULT_REMEDY = (
    "Correct these rows where they come from, in a file of the landing zone or in the reference data, and run again; "
    "if both are right, the models are wrong."
)
_REMEDY_FOR_FILES = (
    "Correct these rows where they come from and drop the file in anew, or move it to `withdrawn/`; if the file is "
    "right, the reference data or the models are wrong."
)


@dataclass(frozen=True)
class Finding:
    """A test that failed or warned: where, in one sentence, and the remedy, in another."""

    test: str
    where: str
    remedy: str
    is_warning: bool


def forget_results(settings: Settings) -> None:
    """Remove the results of an earlier dbt command, so that they are not taken for those of the next one."""
    (results_folder(settings) / "run_results.json").unlink(missing_ok=True)


def findings_of_tests(settings: Settings) -> dict[str, Finding]:
    """Of the last dbt command, each test that failed or warned, by its name."""
    results = [
        result
        for result in _results(settings)
        if result["unique_id"].startswith("test.") and result["status"] in ("fail", "warn", "error")
    ]
    if not results:
        return {}
    nodes = json.loads((results_folder(settings) / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        findings = [_finding(connection, nodes, result) for result in results]
    return {finding.test: finding for finding in findings}


def build_errors(settings: Settings) -> list[str]:
    """Of the last dbt command, each model that could not be built, with the database's words."""
    return [
        f"{result['unique_id'].removeprefix('model.complaint_warehouse.')} could not be built: {_message(result)}"
        for result in _results(settings)
        if result["unique_id"].startswith("model.") and result["status"] == "error"
    ]


def _results(settings: Settings) -> list[dict[str, Any]]:
    path = results_folder(settings) / "run_results.json"
    return json.loads(path.read_text(encoding="utf-8"))["results"] if path.is_file() else []


def _finding(connection: duckdb.DuckDBPyConnection, nodes: Mapping[str, Any], result: Mapping[str, Any]) -> Finding:
    node = nodes[result["unique_id"]]
    model = _model(nodes, node)
    table = f"{model['schema']}.{model['alias']}" if model else "the warehouse"
    remedy = (node["config"].get("meta") or {}).get("remedy")
    is_warning = result["status"] == "warn"
    if result["status"] == "error":
        where = f"It could not be evaluated on {table}: {_message(result)}"
        return Finding(node["name"], where, remedy or "Correct the test or the model that it reads.", is_warning)
    rows = _placed(connection, _rows(node, model, result["compiled_code"]))
    columns = [name for name, *_ in connection.execute(f"describe {rows}").fetchall()]
    keys = keys_of_models(nodes)
    if _TABLE in columns:
        counts = connection.execute(f"select {_TABLE}, count(*) from ({rows}) group by all order by all").fetchall()
        parts = [(name, count, f"select * from ({rows}) where {_TABLE} = {literal(name)}") for name, count in counts]
        where = "; ".join(_where(connection, *part, _shown(keys[part[0]], keys[part[0]]), columns) for part in parts)
    else:
        shown = _shown(keys.get(table, ()), columns)
        where = _where(connection, table, result["failures"], rows, shown, columns)
    files = _files(connection, rows, columns)
    if any(file not in where for file in files):
        where += f"; from {', '.join(files)}"
    default = _REMEDY_FOR_FILES if files else _DEFAULT_REMEDY
    return Finding(node["name"], f"{where}.", remedy or default, is_warning)


def _model(nodes: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The model that a test is about; of a test that stands alone, the one that Dagster shows it at."""
    if node.get("attached_node"):
        return nodes.get(node["attached_node"])
    meta = node["config"].get("meta") or {}
    name = meta.get("dagster", {}).get("ref", {}).get("name")
    named = [other for other in nodes.values() if other["resource_type"] == "model" and other["name"] == name]
    return named[0] if named else None


def _rows(node: Mapping[str, Any], model: Mapping[str, Any] | None, compiled: str) -> str:
    """A query for the rows that a test objects to."""
    test = (node.get("test_metadata") or {}).get("name")
    if model and node.get("column_name"):
        column = identifier(node["column_name"])
        if test == "not_null":
            return f"select * from {model['relation_name']} where {column} is null"
        if test in _VALUES_OF:
            values = f"select {_VALUES_OF[test]} from (\n{compiled}\n)"
            return f"select * from {model['relation_name']} where {column} in ({values})"
    return f"select * from (\n{compiled}\n)"


def _where(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    failures: int,
    rows: str,
    keys: Sequence[str],
    columns: Sequence[str],
) -> str:
    """How many rows of one table, and the first of them."""
    examples = _examples(connection, rows, keys, columns)
    where = f"{failures:,} in {table}"
    if examples:
        where += f": {'; '.join(examples)}{'; and more' if failures > len(examples) else ''}"
    return where


def _shown(key: Sequence[str], columns: Sequence[str]) -> list[str]:
    """Columns by which a reader finds a row again: the table's key, or what else is a key."""
    shown = [name for name in key if name in columns and not _NOT_SHOWN.fullmatch(name)]
    return shown or [name for name in _KEYS_ELSEWHERE if name in columns]


def _placed(connection: duckdb.DuckDBPyConnection, rows: str) -> str:
    """The rows with their landed file and their place in it, where these can be told."""
    columns = {name for name, *_ in connection.execute(f"describe {rows}").fetchall()}
    if "complaint_key" in columns and "load_id" not in columns and _exists(connection, "core", "fct_complaints"):
        place = "load_id" if "row_number" in columns else "load_id, row_number"
        rows = f"from ({rows}) left join (select complaint_key, {place} from core.fct_complaints) using (complaint_key)"
        columns.add("load_id")
    if (
        "load_id" in columns
        and "file_name" not in columns
        and _exists(connection, "intermediate", "int_ledger_current")
    ):
        rows = (
            f"select rows.*, ledger.feed || '/' || ledger.file_name as landed_file from ({rows}) as rows "
            "left join intermediate.int_ledger_current as ledger on rows.load_id = ledger.load_id"
        )
    elif {"feed", "file_name"} <= columns:
        rows = f"select *, feed || '/' || file_name as landed_file from ({rows})"
    return rows


def _exists(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> bool:
    """Whether the build came as far as this table."""
    found = "select 1 from information_schema.tables where table_schema = ? and table_name = ?"
    return connection.execute(found, [schema, table]).fetchone() is not None


def _examples(
    connection: duckdb.DuckDBPyConnection, rows: str, keys: Sequence[str], columns: Sequence[str]
) -> list[str]:
    place = "null"
    if "landed_file" in columns:
        place = "landed_file || ' row ' || row_number" if "row_number" in columns else "landed_file"
    keys = [key for key in keys if key not in ("load_id", "row_number", "file_name") or "landed_file" not in columns]
    names = "".join(f"{identifier(key)}, " for key in keys)
    query = f"select distinct {names}{place} as place from ({rows}) order by all limit {ROWS_SHOWN}"
    examples = []
    for *values, found in connection.execute(query).fetchall():
        parts = [f"{key} {'(none)' if value is None else value}" for key, value in zip(keys, values, strict=True)]
        parts += [found] if found else []
        examples += [", ".join(parts)] if parts else []
    return examples


def _files(connection: duckdb.DuckDBPyConnection, rows: str, columns: Sequence[str]) -> list[str]:
    """The landed files that the rows come from."""
    if "landed_file" not in columns:
        return []
    query = f"select distinct landed_file from ({rows}) where landed_file is not null order by all"
    found = [file for (file,) in connection.execute(query).fetchall()]
    more = [f"and {len(found) - FILES_SHOWN} more"] if len(found) > FILES_SHOWN else []
    return [*found[:FILES_SHOWN], *more]


def _message(result: Mapping[str, Any]) -> str:
    """dbt's message in one line, without the values of cells that the database repeats."""
    words = " ".join((result.get("message") or "no message").split())
    return re.sub(r"(string|value) (['\"]).*?\2", r"\1 (left out)", words)
