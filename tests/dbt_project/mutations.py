"""For each data test what damages a warehouse so that it has to fail: SQL statements, any one of which is enough.

Tests of keys, of references to other tables and of accepted values are damaged by their arguments; for the others, the
damages stand in `damages/` by subject.
"""

from __future__ import annotations

from tests.dbt_project.compiled import CompiledProject, DataTest
from tests.dbt_project.damages import branches, cases, changes, counts, intake, views

MUTATIONS: dict[str, tuple[str, ...]] = {
    name: statements
    for subject in (branches, cases, changes, counts, intake, views)
    for name, statements in subject.DAMAGES.items()
}


def mutations_of(project: CompiledProject, test: DataTest) -> tuple[str, ...]:
    """Statements each of which makes `test` fail; none for a test unknown here."""
    relation = project.models[test.model].relation if test.model else ""
    column = test.arguments.get("column_name")
    one_row = f"rowid = (select min(rowid) from {relation})"
    match test.kind:
        case "not_null":
            return (f"update {relation} set {column} = null where {one_row}",)
        case "keys" | "unique" | "unique_combination":
            # a table that holds nothing gets an empty row first
            return (f"insert into {relation} default values; insert into {relation} select * from {relation}",)
        case "accepted_values":
            return (f"update {relation} set {column} = '9' where {one_row}",)
        case "relationships":
            return (f"update {relation} set {column} = 'nowhere' where {one_row}",)
        case _:
            return MUTATIONS.get(test.name, ())
