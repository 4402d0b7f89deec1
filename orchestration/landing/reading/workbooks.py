"""Read Excel workbooks as rows of text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import python_calamine

from orchestration.landing.errors import FileRejectedError
from orchestration.landing.reading.failures import reading_errors_as_rejections
from orchestration.landing.reading.tables import BATCH_ROWS, Chunk, Table, table_of


def read_workbook(path: Path) -> Table:
    """The only sheet of a workbook that holds anything."""
    try:
        with reading_errors_as_rejections():
            workbook = python_calamine.load_workbook(path)
            sheets = [workbook.get_sheet_by_index(index) for index in range(len(workbook.sheet_names))]
    except python_calamine.PasswordError as error:
        raise FileRejectedError("the workbook is protected by a password; save it without one") from error
    except python_calamine.CalamineError as error:
        raise FileRejectedError("not a readable Excel workbook; open it and save it again as .xlsx") from error
    filled = [sheet for sheet in sheets if sheet.height]
    if len(filled) > 1:
        names = ", ".join(sheet.name for sheet in filled)
        raise FileRejectedError(f"has several sheets with content ({names}); save each that holds data as a workbook")
    return table_of(_chunks((filled or sheets)[0]), None)


def _chunks(sheet: Any) -> Iterator[Chunk]:
    rows, first = iter(sheet.iter_rows()), 1
    while chunk := list(islice(rows, BATCH_ROWS)):
        yield Chunk(first, [[cell if type(cell) is str else cell_text(cell) for cell in row] for row in chunk])
        first += len(chunk)


def cell_text(cell: Any) -> str:
    """The text of a spreadsheet cell: ISO dates, whole numbers without a decimal point, TRUE and FALSE."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.15g}"
    if isinstance(cell, dt.datetime):
        return (cell + dt.timedelta(microseconds=500_000)).replace(microsecond=0).isoformat(sep=" ")
    if isinstance(cell, dt.time):
        return cell.replace(microsecond=0).isoformat()
    return str(cell)
