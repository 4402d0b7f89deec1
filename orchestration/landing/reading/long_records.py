"""A record that is longer than any should be, read in passing: its longest fields are cut, its end is found.

One such field then costs its row, in memory that does not grow with it. What the csv module would say of the record is
said here as well, byte by byte, which is why no other record comes here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestration.landing.errors import FileRejectedError
from orchestration.landing.reading.tables import LONGEST_VALUE

KEPT = 4 * LONGEST_VALUE  # bytes, enough for so many characters

QUOTE = ord('"')
QUOTED = re.compile(rb'(?:[^"]+|"")*+')
LINE_ENDS = frozenset(b"\r\n")


def read_long_record(head: bytes, pieces: Iterator[bytes], delimiter: str, number: int) -> tuple[list[str], bytes]:
    """The fields of the record that `head` begins with and `pieces` go on with, and what was read behind its end.

    Raises `FileRejectedError` for a quotation mark that is never closed, or only amid another field: the rows up to
    there would be lost in one.
    """
    record = _Record(delimiter, number)
    data: bytes | None = head
    while data is not None:
        following = next(pieces, None)
        end = record.feed(data, is_last=following is None)
        if end is not None:
            return record.fields(), data[end:] + (following or b"")
        data = following
    return record.fields(), b""


class _Record:
    """Where in a record the reading is: at the start of a field, in a plain or quoted one, or behind a quote in it."""

    def __init__(self, delimiter: str, number: int) -> None:
        self._delimiter = ord(delimiter)
        self._plain = re.compile(b"[^" + re.escape(delimiter.encode()) + rb"\r\n]*")
        self._number = number
        self._fields = [bytearray()]
        self._state = "start"
        self._has_return = False

    def fields(self) -> list[str]:
        return [bytes(field[:KEPT]).decode(errors="ignore")[:LONGEST_VALUE] for field in self._fields]

    def feed(self, data: bytes, *, is_last: bool) -> int | None:
        """Read on; where the record ends in the data, its end. None where it goes on behind them."""
        if self._has_return:  # the last piece ended amid a line end, or with the first half of one
            return int(data.startswith(b"\n"))
        position = 0
        while position < len(data):
            if self._state == "start":
                self._state = "quoted" if data[position] == QUOTE else "plain"
                position += self._state == "quoted"
            elif self._state == "quoted":
                position = self._read_quoted(data, position)
            elif self._state == "behind quote" and data[position] == QUOTE:
                self._keep(b'"')
                self._state = "quoted"
                position += 1
            else:
                if self._state == "behind quote" and data[position] not in {self._delimiter, *LINE_ENDS}:
                    raise self._misplaced()
                end = _end(self._plain, data, position)
                self._state = "plain"
                self._keep(data[position : min(end, position + KEPT)])
                position = end
                if position < len(data):
                    if data[position] in LINE_ENDS:
                        return self._line_end(data, position, is_last=is_last)
                    self._fields.append(bytearray())
                    self._state = "start"
                    position += 1
        if is_last and self._state == "quoted":
            raise FileRejectedError(
                f"a quotation mark that opens in row {self._number} is never closed; close it, or double it if it is "
                "text"
            )
        return len(data) if is_last else None

    def _read_quoted(self, data: bytes, position: int) -> int:
        end = _end(QUOTED, data, position)
        self._keep(data[position : min(end, position + 2 * KEPT)].replace(b'""', b'"'))
        if end == len(data):
            return end
        self._state = "behind quote"
        return end + 1

    def _keep(self, content: bytes) -> None:
        if len(self._fields[-1]) < KEPT:
            self._fields[-1] += content

    def _line_end(self, data: bytes, position: int, *, is_last: bool) -> int | None:
        if data[position : position + 1] == b"\r" and position + 1 == len(data) and not is_last:
            self._has_return = True
            return None
        return position + (2 if data[position : position + 2] == b"\r\n" else 1)

    def _misplaced(self) -> FileRejectedError:
        return FileRejectedError(
            f"a quotation mark that opens in row {self._number} is closed megabytes later, amid another text; close it "
            "where its field ends, or double it if it is text"
        )


def _end(pattern: re.Pattern[bytes], data: bytes, position: int) -> int:
    """Where that ends which fits the pattern from this position on; the position itself, where nothing does."""
    found = pattern.match(data, position)
    return found.end() if found else position
