"""What holds for every view of `bi` on any feed: plain types, names beside codes, nothing that stands for a person."""

from __future__ import annotations

import random
from collections import Counter

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

# what complaints are counted by, as the view has it, and as the fact does
DIMENSIONS = {
    "source_system": lambda row: row["source_system"],
    "month_start": lambda row: row["received_date"].replace(day=1),
    "report_year": lambda row: row["received_date"].year,
    "quarter": lambda row: f"{row['received_date'].year}-Q{(row['received_date'].month + 2) // 3}",
    "branch_code": lambda row: row["branch_code"],
    "line_code": lambda row: row["line_code"],
    "category_code": lambda row: row["category_code"],
    "subcategory_code": lambda row: row["subcategory_code"] or "unspecified",
    "channel_group": lambda row: row["channel_group"],
    "channel_code": lambda row: row["channel_code"],
    "cause_key": lambda row: f"{row['category_code']}/{row['cause_code']}",
    "cause_group_code": lambda row: row["cause_group_code"],
    "grievance_key": lambda row: f"{row['category_code']}/{row['grievance_code']}",
    "controllability": lambda row: row["controllability"],
}

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


def not_adding_up(connection: duckdb.DuckDBPyConnection, combinations: int) -> list[list[str]]:
    """Sets of columns by whose values the complaints do not sum to those that the fact has, counted one by one.

    Each column by itself is among them, none at all, and some combinations.
    """
    fact = connection.execute("select * from core.fct_complaints where is_void is not true")
    names = [column for column, *_ in fact.description]
    complaints = [dict(zip(names, row, strict=True)) for row in fact.fetchall()]
    coded = [{name: of(row) for name, of in DIMENSIONS.items()} for row in complaints]
    generator = random.Random(20111126)
    sets = [[], *([name] for name in DIMENSIONS)]
    sets += [generator.sample(list(DIMENSIONS), generator.randint(2, 6)) for _ in range(combinations)]
    wrong = []
    for chosen in sets:
        counted = Counter(tuple(row[name] for name in chosen) for row in coded)
        columns, by = ", ".join([*chosen, "sum(complaints)"]), ", ".join(chosen) or "()"
        sums = connection.execute(f"select {columns} from bi.complaints_monthly group by {by}").fetchall()
        found = {row[:-1]: row[-1] or 0 for row in sums}
        if len(found) != len(sums) or Counter(found) != counted:
            wrong.append(chosen)
    return wrong


def _is_named(view: str, column: str) -> bool:
    # elsewhere the number of the month follows from its key, and says its own name
    return column in CODES and (column != "month" or view in ("months", "dim_month"))
