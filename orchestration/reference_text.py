"""Read a reference file as DuckDB will, but with the line of each row, and with words for what DuckDB cannot read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

_LARGEST_FILE = 64 * 1024 * 1024  # bytes; a million names take half of it
_QUOTED_OR_LINE_END = re.compile(r'"[^"]*"|\r\n|\r|\n')


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong in a file, and the remedy. Lines count from 1; line 0 is the file as a whole."""

    table: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.table}.csv, line {self.line}" if self.line else f"{self.table}.csv"
        return f"{place}: {self.message}"


class UnreadableError(Exception):
    """No row of the file can be read; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True)
class Record:
    """The cells of a row by column, trimmed, and the line that it begins on; an empty cell is an empty text.

    A ragged record has too few or too many cells; its cells may belong to other columns than they seem to.
    """

    line: int
    cells: dict[str, str]
    is_ragged: bool


def read_records(
    path: Path, columns: Collection[str], problems: list[Problem], may_lack: Collection[str] = ()
) -> list[Record]:
    """Records of a reference file. What is wrong with single rows is added to `problems`.

    Raises `UnreadableError` if the file is too large, is not UTF-8 or lacks one of the columns but for those that it
    `may_lack`.
    """
    table = path.stem
    text = _text(path)
    records = _records(table, text, problems)
    line, header = next(records, (1, []))
    header = [name.strip().lower() for name in header]
    _require_columns(table, line, header, columns, may_lack)
    found = []
    for line, cells in records:
        is_ragged = len(cells) != len(header)
        trimmed = [cell.strip(" ") for cell in cells] + [""] * (len(header) - len(cells))
        record = Record(line, dict(zip(header, trimmed, strict=False)), is_ragged)
        if is_ragged:
            message = f"has {len(cells)} cells, the header {len(header)}; put a value that holds a comma into quotes"
            problems.append(Problem(table, line, message))
        elif not any(trimmed):
            problems.append(Problem(table, line, "is blank but for its commas; remove it"))
            continue
        found.append(record)
    return found


def _text(path: Path) -> str:
    with path.open("rb") as file:
        content = file.read(_LARGEST_FILE + 1)
    if len(content) > _LARGEST_FILE:
        message = f"is larger than {_LARGEST_FILE // 1024**2} MB, which no list of names is; write it anew"
        raise UnreadableError(Problem(path.stem, 0, message))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = "is not UTF-8; save the file again with that encoding (in Excel: CSV UTF-8)"
        raise UnreadableError(Problem(path.stem, line, message)) from None


def _records(table: str, text: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    ends = [match for match in _QUOTED_OR_LINE_END.finditer(text) if not match[0].startswith('"')]
    other = next((end for end in ends if end[0] != ends[0][0]), None)
    if other:
        line = len(re.findall(r"\r\n|\r|\n", text[: other.start()])) + 1
        message = "ends in another way than the lines before it; save the file again, so that all lines end alike"
        problems.append(Problem(table, line, message))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, skipinitialspace=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            message = "a quote is not closed, or text stands beside it; write a quote within quotes twice"
            problems.append(Problem(table, line, message))
            return
        if cells:
            yield line, cells


def _require_columns(
    table: str, line: int, header: list[str], columns: Collection[str], may_lack: Collection[str]
) -> None:
    missing = [column for column in columns if column not in (*header, *may_lack)]
    if missing:
        remedy = "add it to the first row" if len(header) > 1 else "separate the columns by commas"
        message = f"lacks the column {', '.join(missing)}; it has {', '.join(header) or 'none'}; {remedy}"
        raise UnreadableError(Problem(table, line, message))
    repeated = [column for column in columns if header.count(column) > 1]
    if repeated:
        message = f"the column {', '.join(repeated)} stands twice; remove one of the two"
        raise UnreadableError(Problem(table, line, message))
