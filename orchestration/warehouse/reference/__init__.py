"""Are the reference data of a deployment there, and do they hold together?

What is wrong with them is said at once, each time with file, line and remedy, before dbt reads them: there a comma too
many makes rows vanish, and an orphan code makes complaints unmapped. Only a rule between files waits until every row of
the other file is in order by itself.
"""

from __future__ import annotations

from orchestration.settings import Settings
from orchestration.warehouse.reference.files import ReferenceFiles
from orchestration.warehouse.reference.keys import duplicate_keys, missing_keys, orphans
from orchestration.warehouse.reference.rules import broken_rules
from orchestration.warehouse.reference.tables import TABLES


class ReferenceDataError(Exception):
    """The reference data cannot be used. The message has a line for each problem: file, line, column and remedy."""


def check_reference_data(settings: Settings) -> None:
    """Raise `ReferenceDataError` unless all files that the models read are there and hold together."""
    files = ReferenceFiles(settings.reference)
    problems = files.problems
    for model in TABLES.values():
        problems += duplicate_keys(model, files.rows(model))
        problems += missing_keys(model, files)
        problems += orphans(model, files)
    problems += broken_rules(files)
    if problems:
        raise ReferenceDataError("\n".join(f"{settings.reference}/{problem}" for problem in sorted(problems)))
