"""Quarantined rows that were exported to be corrected, on their way back.

Such a file has columns beside those of the landed one: the row's number and its reasons before them, and behind them
the cells that were too many. A garbled row is known by its cells, whoever saved the file in between: as long as one is
too many or missing, or its reasons name damage that no cell shows, it stays in quarantine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from orchestration.contracts.header_keys import header_key
from orchestration.landing.reading.header_detection import is_blank
from orchestration.landing.reading.tables import (
    EMPTY_ROW,
    FORMULA_ERROR,
    MISPLACED_QUOTE,
    UNDECODABLE_TEXT,
    UNREADABLE_RECORD,
    WRONG_FIELD_COUNT,
    Batch,
    Table,
)

FILE_ROW, REASONS = "_file_row", "_reasons"
SURPLUS = "_surplus_{}"
IS_SURPLUS = re.compile(r"_surplus_[0-9]+")
MISSING, EMPTY = "(missing)", "(empty)"
# Damage of which the cells show nothing, or nothing that a spreadsheet would leave as it is.
CARRIED = (MISPLACED_QUOTE, UNREADABLE_RECORD, FORMULA_ERROR, UNDECODABLE_TEXT)
BEFORE_FIELD_COUNT = CARRIED[:3]


def export_header(header: Sequence[str], surplus: int) -> list[str]:
    """The header of an export whose widest row has so many cells too many."""
    return [FILE_ROW, REASONS, *header, *(SURPLUS.format(number) for number in range(1, surplus + 1))]


def export_row(batch: Batch, index: int, reasons: str) -> list[str]:
    """A row with its place and its reasons before it, and every cell that it came with."""
    cells = [column[index].as_py() for column in batch.columns]
    # a cell that is not there, and one that is too many and empty, are no less a sign that others have moved
    if (count := batch.surplus.get(index, 0)) < 0:
        cells[count:] = [MISSING] * -count
    extra = [cell if cell.strip() else EMPTY for cell in batch.extra.get(index, ())]
    return [str(batch.row_numbers[index].as_py()), reasons, *cells, *extra]


def restored(table: Table) -> Table:
    """The table without the columns of an export, and each row with what is still wrong with it.

    A table that is no export is returned as it is.
    """
    keys = list(map(header_key, table.header))
    places = _Places(
        reasons=keys.index(REASONS) if REASONS in keys else None,
        surplus=[index for index, key in enumerate(keys) if IS_SURPLUS.fullmatch(key)],
        own=[i for i, key in enumerate(keys) if key not in (FILE_ROW, REASONS) and not IS_SURPLUS.fullmatch(key)],
    )
    if len(places.own) == len(keys):
        return table
    header = tuple(table.header[index] for index in places.own)
    return replace(table, header=header, batches=_restored(table.batches, places, table.notes.append))


@dataclass(frozen=True)
class _Places:
    """Where the columns of an export stand: what a row came with, its reasons, and the cells that were too many."""

    reasons: int | None
    surplus: list[int]
    own: list[int]


def _restored(batches: Iterable[Batch], places: _Places, note: Callable[[str], None]) -> Iterator[Batch]:
    waiting = 0
    for batch in batches:
        restoring = _Restoring(batch, places)
        yield restoring.batch()
        waiting += restoring.waiting
    if waiting:
        note(
            f"{waiting:,} of the rows exported to be corrected are not right yet: move what stands in a column "
            f"{SURPLUS.format('…')}, fill or empty what says {MISSING}, and empty {REASONS} of a damaged row"
        )


class _Restoring:
    """Makes a batch of one of an export, row by row: these are few, and each is looked at."""

    def __init__(self, batch: Batch, places: _Places) -> None:
        self.waiting = 0
        self._batch = batch
        self._places = places
        self._columns = [column.to_pylist() for column in batch.columns]
        self._problems = {index: list(found) for index, found in batch.problems.items()}
        self._surplus: dict[int, int] = {}
        self._extra: dict[int, list[str]] = {}

    def batch(self) -> Batch:
        for index in range(len(self._batch.row_numbers)):
            self._look_at(index)
            self.waiting += index in self._problems
        return Batch(
            self._batch.row_numbers,
            [pa.array(self._columns[place], pa.string()) for place in self._places.own],
            self._surplus,
            self._problems,
            self._extra,
        )

    def _look_at(self, index: int) -> None:
        own, places = self._columns, self._places
        carried = set(re.findall(r"\w+", own[places.reasons][index])) if places.reasons is not None else set()
        extra = [own[place][index] for place in places.surplus]
        while extra and not extra[-1].strip():
            extra.pop()
        missing = [place for place in places.own if own[place][index].strip() == MISSING]
        uneven = self._batch.surplus.get(index, 0)
        if -len(places.surplus) <= uneven < 0:  # Excel leaves out empty cells at the end of a row
            self._problems[index].remove(WRONG_FIELD_COUNT)
        elif uneven:
            self._surplus[index] = uneven
        for place in missing:
            own[place][index] = ""
        found = [reason for reason in CARRIED if reason in carried]
        if (extra and UNREADABLE_RECORD not in carried) or missing:
            self._surplus[index] = len(extra) or -len(missing)
            found.insert(sum(reason in BEFORE_FIELD_COUNT for reason in found), WRONG_FIELD_COUNT)
        if extra:
            self._extra[index] = extra
        if not found and is_blank([own[place][index] for place in places.own]):
            found = [EMPTY_ROW]
        problems = self._problems.setdefault(index, [])
        problems += (reason for reason in found if reason not in problems)
        if not problems:
            del self._problems[index]
