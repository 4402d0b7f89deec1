"""Are the reference data of a deployment there, and do they hold together?

Everything that is wrong with them is said at once, each time with file, line and remedy, before dbt reads them: there
a comma too many makes rows vanish, and an orphan code makes complaints unmapped.
"""

from __future__ import annotations

from orchestration.settings import BUNDLED_CONFIG, Settings
from orchestration.warehouse.reference.cells import cell_problems
from orchestration.warehouse.reference.keys import duplicate_keys, missing_keys, orphans
from orchestration.warehouse.reference.reading import Problem, Row, UnreadableError, read_rows
from orchestration.warehouse.reference.rules import broken_rules
from orchestration.warehouse.reference.tables import TABLES, Table


class ReferenceDataError(Exception):
    """The reference data cannot be used. The message has a line for each problem: file, line, column and remedy."""


def check_reference_data(settings: Settings) -> None:
    """Raise `ReferenceDataError` unless all files that the models read are there and hold together."""
    problems: list[Problem] = []
    rows: dict[str, list[Row]] = {}
    for name, table in TABLES.items():
        try:
            rows[name] = _read(settings, name, table, problems)
        except UnreadableError as error:
            problems.append(error.problem)
    for name, found in rows.items():
        table = TABLES[name]
        problems += cell_problems(name, table, found)
        problems += duplicate_keys(name, table, found)
        problems += missing_keys(name, table, found)
        problems += orphans(name, table, rows)
    problems += broken_rules(rows)
    if problems:
        raise ReferenceDataError("\n".join(f"{settings.reference}/{problem}" for problem in sorted(problems)))


def _read(settings: Settings, name: str, table: Table, problems: list[Problem]) -> list[Row]:
    path = settings.reference / f"{name}.csv"
    if not path.exists() and table.may_be_missing:
        return []
    if not path.is_file():
        bundled = BUNDLED_CONFIG / "reference" / path.name
        message = f"is missing; copy it from {bundled}, with no row but the header if need be"
        raise UnreadableError(Problem(name, 0, message))
    return read_rows(path, table.columns, problems)
