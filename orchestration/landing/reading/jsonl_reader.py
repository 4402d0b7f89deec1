"""Read JSON lines as rows: one object per line, each of its keys a column."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from typing import Any, BinaryIO, TextIO

from orchestration.contracts import Contract
from orchestration.landing.errors import FileRejectedError
from orchestration.landing.reading.cells import cell_text
from orchestration.landing.reading.encodings import encoding_label, encodings_to_try
from orchestration.landing.reading.failures import reading_errors_as_rejections
from orchestration.landing.reading.tables import (
    BATCH_ROWS,
    MOST_COLUMNS,
    REPLACEMENT,
    UNDECODABLE_TEXT,
    UNREADABLE_RECORD,
    VALUE_TOO_LONG,
    Chunk,
    Table,
    batches_of,
)

LONGEST_LINE = 64 * 1024 * 1024  # characters
CHUNK_CHARACTERS = 16 * 1024 * 1024
LONE_SURROGATE = re.compile("[\ud800-\udfff]")  # JSON may escape half a character


def read_jsonl(open_bytes: Callable[[], BinaryIO], contract: Contract) -> Iterator[Table]:
    """Yield the records under each encoding worth trying.

    Columns are the keys in order of first appearance in the whole file, which is read once for them. A line that is
    no JSON object is a row with the problem `unreadable_record`, without values, and with the line behind them; a row's
    number is its line's.
    Raises `FileRejectedError` when no line is an object.
    """
    with reading_errors_as_rejections():
        for attempt in encodings_to_try(open_bytes, contract.encodings):
            try:
                with TextIOWrapper(open_bytes(), attempt.encoding, attempt.errors, newline="\n") as stream:
                    keys = _keys(stream)
            except UnicodeDecodeError:
                continue
            notes: list[str] = []
            may_be_replaced = attempt.errors == "replace"
            header = tuple(LONE_SURROGATE.sub(REPLACEMENT, key) for key in keys)
            with TextIOWrapper(open_bytes(), attempt.encoding, attempt.errors, newline="\n") as stream:
                batches = batches_of(_chunks(stream, keys), len(keys), notes, may_be_replaced=may_be_replaced)
                yield Table(encoding_label(attempt.encoding), header, batches, notes, attempt.undecodable_at)


def _keys(stream: TextIO) -> tuple[str, ...]:
    keys: dict[str, None] = {}
    for line in filter(None, _lines(stream)):
        keys.update(dict.fromkeys(_record(line) or ()))
        if len(keys) > MOST_COLUMNS:
            raise FileRejectedError(
                f"its records have more than {MOST_COLUMNS} different keys; write them with the same keys in each"
            )
    if not keys:
        raise FileRejectedError("holds no line that is a JSON object with a key; write one object per line")
    return tuple(keys)


def _chunks(stream: TextIO, keys: tuple[str, ...]) -> Iterator[Chunk]:
    first = 1
    lines = _lines(stream)
    with reading_errors_as_rejections():
        while chunk := _some(lines):
            rows, problems = [], {}
            for index, line in enumerate(chunk):
                if line is None:
                    problems[index] = [VALUE_TOO_LONG]
                    rows.append([""] * len(keys))
                    continue
                record = _record(line)
                if record is None:
                    problems[index] = [UNREADABLE_RECORD]
                values = map((record or {}).get, keys)
                rows.append([value if type(value) is str else cell_text(value) for value in values])
                if record is None:
                    rows[-1].append(line)
                if any(map(LONE_SURROGATE.search, rows[-1])):
                    problems.setdefault(index, []).append(UNDECODABLE_TEXT)
                    rows[-1] = [LONE_SURROGATE.sub(REPLACEMENT, text) for text in rows[-1]]
            yield Chunk(first, rows, problems)
            first += len(chunk)


def _record(line: str) -> dict[str, Any] | None:
    """The object on a line, empty for a blank one; None for anything else."""
    if not line.strip():
        return {}
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def _some(lines: Iterator[str | None]) -> list[str | None]:
    """The next lines, as many as are worth their fixed cost and small in memory."""
    some: list[str | None] = []
    characters = 0
    while len(some) < BATCH_ROWS and characters < CHUNK_CHARACTERS:
        line = next(lines, "")
        if line == "":
            break
        some.append(line)
        characters += len(line or "")
    return some


def _lines(stream: TextIO) -> Iterator[str | None]:
    """Each line; None for one that is longer than any should be, which is read in passing."""
    while line := stream.readline(LONGEST_LINE):
        if len(line) < LONGEST_LINE or line.endswith("\n"):
            yield line
            continue
        while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith("\n"):
            pass
        yield None
