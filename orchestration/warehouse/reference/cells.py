"""Is each cell what its column may hold?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from orchestration.warehouse.reference.reading import Problem, Row
from orchestration.warehouse.reference.tables import Column, Kind, Table

_NUMBER = r"[+-]?(\d+(\.\d*)?|\.\d+)"
_DATE = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})", re.ASCII)
_WIDE_AS_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_BLANKS = re.compile("[\t\n\f\r \u00a0\u3000\ufeff\u200b]+")


def fold(name: str) -> str:
    """The form in which the models compare names; the same as their macro `clean`, in upper case."""
    return _BLANKS.sub("", name.translate(_WIDE_AS_NARROW)).upper()


def to_date(cell: str) -> date | None:
    """The date that a cell holds; None if it holds none."""
    match = _DATE.fullmatch(cell)
    try:
        return date(int(match[1]), int(match[3]), int(match[4])) if match else None
    except ValueError:
        return None


def to_number(cell: str) -> float | None:
    """The number that a cell holds; None if it holds none."""
    return float(cell) if re.fullmatch(_NUMBER, cell, re.ASCII) else None


def cell_problems(name: str, table: Table, rows: Iterable[Row]) -> Iterator[Problem]:
    """Cells that are empty and must not be, or that hold what their column cannot."""
    for row in rows:
        if row.is_ragged:
            continue
        for column, allowed in table.columns.items():
            message = _wrong(row[column], allowed)
            if message:
                yield Problem(name, row.line, f"{column}: {message}")
        if table.names and not any(row[column] for column in table.names):
            yield Problem(name, row.line, f"{' and '.join(table.names)} are both empty; fill in one of them")


def _wrong(cell: str, allowed: Column) -> str | None:
    if not fold(cell):
        return "is empty; fill it in" if allowed.is_required or cell else None
    if allowed.choices and cell not in allowed.choices:
        return f"{cell!r} is none of {', '.join(allowed.choices)}; correct it there"
    is_good, remedy = _KINDS[allowed.kind]
    return None if is_good(cell) else f"{cell!r} {remedy}"


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.ASCII)
    return lambda cell: compiled.fullmatch(cell) is not None


_KINDS: dict[Kind, tuple[Callable[[str], bool], str]] = {
    "text": (lambda cell: True, ""),
    "code": (_matches(r"[a-z0-9][a-z0-9_]*"), "is no code; use lower-case letters, digits and underscores"),
    "date": (lambda cell: to_date(cell) is not None, "is no date; write one such as 2011-03-31"),
    "number": (lambda cell: to_number(cell) is not None, "is no number; write one such as 1000 or 0.25"),
    "integer": (_matches(r"[+-]?\d{1,9}"), "is no whole number; write one such as 2011"),
    "boolean": (_matches(r"(?i:true|false)"), "is neither true nor false; write one of them"),
}
