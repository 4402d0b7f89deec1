"""Files of the bundled world, byte for byte the same each time. Knows formats, not contents."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from benchmarks.generator.corruption import show

_CREATED = datetime(2012, 1, 4, 9, 0)


def write_csv(path: Path, headers: dict[str, str], rows: Iterable[dict[str, Any]], encoding: str) -> None:
    """Rows under their headers (field to header) as CSV with Windows line ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(headers.values())
        writer.writerows([show(row.get(field)) for field in headers] for row in rows)


def write_workbook(path: Path, sheet: str, headers: dict[str, str], rows: Iterable[dict[str, Any]]) -> None:
    """Rows under their headers on one sheet; dates as date cells, numbers as numeric cells, the rest as text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False})
    workbook.set_properties({"created": _CREATED, "author": "", "title": sheet})
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    bold = workbook.add_format({"bold": True})
    worksheet = workbook.add_worksheet(sheet)
    worksheet.write_row(0, 0, headers.values(), bold)
    worksheet.freeze_panes(1, 0)
    for row_index, row in enumerate(rows, start=1):
        for column, field in enumerate(headers):
            value = row.get(field)
            if isinstance(value, date):
                worksheet.write_datetime(row_index, column, datetime(value.year, value.month, value.day), day)
            elif isinstance(value, int):
                worksheet.write_number(row_index, column, value)
            elif value is not None:
                worksheet.write_string(row_index, column, value)
    workbook.close()
