"""The text of typed cells: of spreadsheets, Parquet columns and JSON values."""

from __future__ import annotations

import datetime as dt
import json
import math
from decimal import Decimal
from typing import Any

FIRST_DATE_NUMBER, LAST_DATE_NUMBER = 20_000, 80_000  # 1954 to 2119 in the numbers by which Excel counts days
EPOCH_1900, EPOCH_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)


def cell_text(cell: Any) -> str:
    """The text of a cell: ISO dates, whole numbers without a decimal point, TRUE and FALSE, nested values as JSON."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return _number_text(cell)
    if isinstance(cell, dt.datetime):
        return _to_the_second(cell).isoformat(sep=" ")
    if isinstance(cell, dt.time):
        return cell.replace(microsecond=0).isoformat()
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, list | dict | tuple):
        return json.dumps(cell, ensure_ascii=False, default=cell_text)
    return str(cell)


def date_of_number(number: float, epoch: dt.datetime = EPOCH_1900) -> dt.date | dt.datetime:
    """The date, or the moment where there is a time of day, that a spreadsheet stores as this number of days.

    Raises `OverflowError` for what is no date of the calendar.
    """
    if epoch == EPOCH_1900 and number < 60:
        epoch += dt.timedelta(days=1)  # Excel counts a 29 February 1900 that never was
    moment = epoch + dt.timedelta(days=number)
    return moment.date() if number == int(number) else _to_the_second(moment)


def is_date_number(cell: Any) -> bool:
    """Whether a cell is a number that would be a date of our time."""
    return isinstance(cell, float) and FIRST_DATE_NUMBER <= cell <= LAST_DATE_NUMBER


def _number_text(number: float) -> str:
    if math.isnan(number):
        return ""
    return str(int(number)) if number.is_integer() else f"{number:.15g}"


def _to_the_second(moment: dt.datetime) -> dt.datetime:
    if moment.microsecond == 0:
        return moment
    return (moment + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
