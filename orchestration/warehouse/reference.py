"""Are the reference data of a deployment there, with their columns? What they say is tested by dbt."""

from __future__ import annotations

import csv

from orchestration.settings import BUNDLED_CONFIG, Settings


class ReferenceDataError(Exception):
    """A reference file is missing or lacks a column. The message names both and the remedy."""


def check_reference_data(settings: Settings) -> None:
    """Raise `ReferenceDataError` unless each file that the models read has at least the columns of the bundled one."""
    for bundled in sorted((BUNDLED_CONFIG / "reference").glob("*.csv")):
        path = settings.reference / bundled.name
        if not path.is_file():
            raise ReferenceDataError(
                f"{path} is missing; copy it from {bundled}, with no row but the header if need be"
            )
        expected, found = _header(bundled.read_text("utf-8-sig")), _header(path.read_text("utf-8-sig"))
        missing = [column for column in expected if column not in found]
        if missing:
            raise ReferenceDataError(
                f"{path} lacks the column {', '.join(missing)}; it has {', '.join(found) or 'none'}. "
                "Add it to the first row."
            )


def _header(text: str) -> list[str]:
    return next(csv.reader(text.splitlines()), [])
