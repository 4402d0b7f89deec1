"""For each data test what damages a warehouse so that it has to fail: SQL statements, any one of which is enough.

Tests of keys, of references to other tables and of accepted values are damaged by their arguments; for the others, the
damages stand in `damages/` by subject.
"""

from __future__ import annotations

import re

from tests.dbt_project.compiled import CompiledProject, DataTest
from tests.dbt_project.damages import branches, cases, changes, counts, intake, views

IS_OF_KEYS = re.compile("assert_keys_of_.*_are_unique")

MUTATIONS: dict[str, tuple[str, ...]] = {
    name: statements
    for subject in (branches, cases, changes, counts, intake, views)
    for name, statements in subject.DAMAGES.items()
}


def mutations_of(project: CompiledProject, test: DataTest) -> tuple[str, ...]:
    """Statements each of which makes `test` fail; none for a test unknown here."""
    if IS_OF_KEYS.fullmatch(test.name):
        return tuple(_repeated(project.models[model].relation) for model in sorted(test.parents))
    relation = project.models[test.model].relation if test.model else ""
    column = test.arguments.get("column_name")
    one_row = f"rowid = (select min(rowid) from {relation})"
    match test.kind:
        case "not_null":
            return (f"update {relation} set {column} = null where {one_row}",)
        case "unique" | "unique_combination":
            return (_repeated(relation),)
        case "accepted_values":
            return (f"update {relation} set {column} = '9' where {one_row}",)
        case "relationships":
            return (f"update {relation} set {column} = 'nowhere' where {one_row}",)
        case _:
            return MUTATIONS.get(test.name, ())


def _repeated(relation: str) -> str:
    """Every row twice; a table that holds nothing gets an empty row first."""
    return f"insert into {relation} default values; insert into {relation} select * from {relation}"
