"""What holds for every view of `bi` on any feed: plain types, names beside codes, nothing that stands for a person."""

from __future__ import annotations

import duckdb

VIEWS = (
    "branches",
    "cases",
    "complaints_monthly",
    "dim_branch",
    "dim_category",
    "dim_cause",
    "dim_channel",
    "dim_grievance",
    "dim_month",
    "months",
    "open_cases",
    "year_on_year",
)

PLAIN = {"VARCHAR", "BOOLEAN", "INTEGER", "BIGINT", "DOUBLE", "DATE", "TIMESTAMP"}

# codes that do not end in `_code`
CODES = (
    "source_system",
    "region",
    "channel_group",
    "controllability",
    "scope_level",
    "coverage",
    "funnel_band",
    "month",
)

PERSONAL = ("token", "narrative", "what_happened", "analysis", "lesson", "text", "load_id")


def broken(connection: duckdb.DuckDBPyConnection, schema: str) -> list[str]:
    """What of that does not hold for the views in a schema, which may stand as tables."""
    found = connection.execute(
        """
        select table_name, column_name, data_type from duckdb_columns()
        where database_name = current_database() and schema_name = ? order by table_name, column_index
        """,
        [schema],
    ).fetchall()
    columns: dict[str, dict[str, str]] = {}
    for view, column, data_type in found:
        columns.setdefault(view, {})[column] = data_type
    problems = [] if tuple(sorted(columns)) == VIEWS else [f"views are {sorted(columns)}"]
    for view, types in columns.items():
        problems += [f"{view}.{name} is {kind}" for name, kind in types.items() if kind not in PLAIN]
        problems += [f"{view}.{name} is personal" for name in types if any(word in name for word in PERSONAL)]
        if types.get("complaints", "BIGINT") != "BIGINT":
            problems.append(f"{view}.complaints is {types['complaints']}")
        names = [name for name in types if name.endswith(("_name", "_name_zh"))]
        named = [name.removesuffix("_code") for name in types if name.endswith("_code") or _is_named(view, name)]
        problems += [
            f"{view}.{name}{end} is missing"
            for name in named
            for end in ("_name", "_name_zh")
            if name + end not in types
        ]
        if names:
            is_nameless = ", ".join(f"count(*) filter (coalesce({name}, '') = '')" for name in names)
            counts = connection.execute(f"select {is_nameless} from {schema}.{view}").fetchone()
            problems += [f"{view}.{name} is empty in {n} rows" for name, n in zip(names, counts, strict=True) if n]
    return problems


def _is_named(view: str, column: str) -> bool:
    # elsewhere the number of the month follows from its key, and says its own name
    return column in CODES and (column != "month" or view in ("months", "dim_month"))
