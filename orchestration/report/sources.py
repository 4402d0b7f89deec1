"""Where a number comes from: a cell of a mart, a total over rows of a table, or what follows from such numbers.

A source is written as text beside each number of a report, and can be read from there and computed again:

    yearly_comparison.yoy_change_rate[source_system=hq, report_year=2011, scope_level=line, scope_code=operations]
    sum(complaints_monthly.complaints[report_year=2011, month=1..6, line_code=operations])
    change(sum(...), sum(...))

Between brackets stand the keys: a value, `1..6` for a range with both ends, `-` for one that is missing. A text that is
no plain code stands in JSON's quotes; a time is one without a zone, as `2011-12-31T06:00:00`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

Scalar: TypeAlias = bool | int | float | str | date | None


@dataclass(frozen=True)
class Range:
    """Values from `first` to `last`, both included."""

    first: int | date
    last: int | date


Key: TypeAlias = Scalar | Range


@dataclass(frozen=True)
class Rows:
    """Rows of a published table: those that have the `keys`, in the order in which they are written."""

    table: str
    keys: tuple[tuple[str, Key], ...]

    def __str__(self) -> str:
        return f"{self.table}[{_keys(self.keys)}]"


@dataclass(frozen=True)
class Cell:
    """The value of a column in the one row that has the keys."""

    table: str
    column: str
    keys: tuple[tuple[str, Key], ...]

    def __str__(self) -> str:
        return f"{self.table}.{self.column}[{_keys(self.keys)}]"


@dataclass(frozen=True)
class Total:
    """A column added up over all rows that have the keys; 0 where there are none."""

    cell: Cell

    def __str__(self) -> str:
        return f"sum({self.cell})"


@dataclass(frozen=True)
class Count:
    """How many rows have the keys."""

    rows: Rows

    def __str__(self) -> str:
        return f"count({self.rows})"


@dataclass(frozen=True)
class Derived:
    """What follows from other numbers by a function that `evaluating.FUNCTIONS` knows."""

    function: str
    of: tuple[Source, ...]

    def __str__(self) -> str:
        return f"{self.function}({', '.join(map(str, self.of))})"


@dataclass(frozen=True)
class Given:
    """A number that no table holds: the year asked for, the level of an interval, a word's own number."""

    value: Scalar

    def __str__(self) -> str:
        return f"given({_written(self.value)})"


Source: TypeAlias = Cell | Total | Count | Derived | Given


class SourceError(ValueError):
    """A text that is no source. The message says where in it."""


def cell(table: str, column: str, keys: Mapping[str, Key] | None = None, /, **more: Key) -> Cell:
    """The cell of a mart, by its keys."""
    return Cell(table, column, tuple({**(keys or {}), **more}.items()))


def total(table: str, column: str, keys: Mapping[str, Key] | None = None, /, **more: Key) -> Total:
    """A column added up over the rows with these keys."""
    return Total(cell(table, column, keys, **more))


def count(table: str, keys: Mapping[str, Key] | None = None, /, **more: Key) -> Count:
    """How many rows of a table have these keys."""
    return Count(Rows(table, tuple({**(keys or {}), **more}.items())))


def derived(function: str, *of: Source) -> Derived:
    """What a function makes of other numbers."""
    return Derived(function, of)


def cells_of(source: Source) -> Iterator[Cell | Rows]:
    """All cells and sets of rows that a source is made of."""
    match source:
        case Cell():
            yield source
        case Total(cell=inner):
            yield inner
        case Count(rows=rows):
            yield rows
        case Derived(of=parts):
            for part in parts:
                yield from cells_of(part)


def _keys(keys: tuple[tuple[str, Key], ...]) -> str:
    return ", ".join(f"{name}={_written(value)}" for name, value in keys)


_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WORDS = {"true": True, "false": False}


def _written(value: Key) -> str:
    match value:
        case None:
            return "-"
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.isoformat()
        case Range(first=first, last=last):
            return f"{first}..{last}"
        case str():
            plain = _PLAIN.fullmatch(value) and value not in _WORDS
            return value if plain else json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)


_TOKEN = re.compile(
    r"""\s*(?:(?P<string>"(?:[^"\\]|\\.)*")|(?P<time>\d{4}-\d{2}-\d{2}T[\d:.]+)|(?P<date>\d{4}-\d{2}-\d{2})|(?P<range>\.\.)"""
    r"""|(?P<number>-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<mark>[\[\](),.=-]))"""
)


def read_source(text: str) -> Source:
    """The source that a text writes. Raises `SourceError`."""
    reader = _Reader(text)
    source = reader.source()
    reader.expect("")
    return source


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.place = text.strip(), 0

    def _peek(self) -> tuple[str, str]:
        if self.place == len(self.text):
            return "end", ""
        match = _TOKEN.match(self.text, self.place)
        if match is None:
            raise self._error()
        kind = match.lastgroup or ""
        return kind, match[kind]

    def _next(self) -> tuple[str, str]:
        kind, token = self._peek()
        if kind != "end":
            match = _TOKEN.match(self.text, self.place)
            self.place = match.end() if match else self.place
        return kind, token

    def expect(self, token: str) -> None:
        before = self.place
        if self._next()[1] != token:
            self.place = before
            raise self._error()

    def _error(self) -> SourceError:
        return SourceError(f"{self.text!r} is no source: it cannot be read on from {self.text[self.place :]!r}")

    def source(self) -> Source:
        kind, name = self._next()
        if kind != "name":
            raise self._error()
        if self._peek()[1] == ".":
            return self._cell(name)
        self.expect("(")
        if name == "given":
            value = self._key()
            self.expect(")")
            if isinstance(value, Range):
                raise self._error()
            return Given(value)
        if name == "sum":
            table = self._next()[1]
            inner = self._cell(table)
            self.expect(")")
            return Total(inner)
        if name == "count":
            table = self._next()[1]
            rows = Rows(table, self._bracket())
            self.expect(")")
            return Count(rows)
        parts = [self.source()]
        while self._peek()[1] == ",":
            self.expect(",")
            parts.append(self.source())
        self.expect(")")
        return Derived(name, tuple(parts))

    def _cell(self, table: str) -> Cell:
        self.expect(".")
        kind, column = self._next()
        if kind != "name":
            raise self._error()
        return Cell(table, column, self._bracket())

    def _bracket(self) -> tuple[tuple[str, Key], ...]:
        keys: list[tuple[str, Key]] = []
        self.expect("[")
        while self._peek()[1] != "]":
            if keys:
                self.expect(",")
            kind, name = self._next()
            if kind != "name":
                raise self._error()
            self.expect("=")
            keys.append((name, self._key()))
        self.expect("]")
        return tuple(keys)

    def _key(self) -> Key:
        first = self._scalar()
        if self._peek()[0] != "range":
            return first
        self._next()
        last = self._scalar()
        if isinstance(first, bool) or isinstance(last, bool) or type(first) is not type(last):
            raise self._error()
        if not isinstance(first, int | date) or not isinstance(last, int | date):
            raise self._error()
        return Range(first, last)

    def _scalar(self) -> Scalar:
        kind, token = self._next()
        match kind:
            case "string":
                text: str = json.loads(token)
                return text
            case "time":
                return datetime.fromisoformat(token)
            case "date":
                return date.fromisoformat(token)
            case "number":
                return int(token) if re.fullmatch(r"-?\d+", token) else float(token)
            case "name":
                return _WORDS.get(token, token)
            case "mark" if token == "-":
                return None
        raise self._error()
