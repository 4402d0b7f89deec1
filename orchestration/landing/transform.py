"""Turn batches of a file's columns into the lake's tables, every field treated as its privacy class demands."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.contracts import Contract, FieldContract, LakeColumn
from orchestration.landing.arrow_masking import (
    SubjectIdentifiers,
    changed,
    has_control_characters,
    is_empty,
    longer_than,
    matches_in,
    padded,
    without_control_characters,
)
from orchestration.landing.headers import HeaderMatch
from orchestration.landing.masking_rules import masking_rule
from orchestration.landing.null_values import null_keys, without_null_values
from orchestration.landing.privacy import NAME_FIELD, TokenKey
from orchestration.landing.reading import Batch
from orchestration.landing.reading.tables import (
    CONTROL_CHARACTERS,
    MISPLACED_QUOTE,
    TOTAL_OR_FOOTNOTE,
    VALUE_TOO_LONG,
)
from orchestration.personal_data.fields import Kind, kinds_of_fields
from orchestration.personal_data.masking import MAY_BE_REDACTED, redact

THREADS = 2  # where a process has the machine to itself
ROWS_AT_ONCE = 16_384
BYTES_AT_ONCE = 4 * 1024 * 1024
OPENNESS = {"drop": 0, "tokenise": 1, "redact": 2, "keep": 3}


@dataclass(frozen=True)
class Provenance:
    """Where the rows of a load come from; repeated in each of them."""

    load_id: str
    load_sequence: int
    file_name: str
    content_hash: str

    @classmethod
    def of(cls, feed: str, sequence: int, file_name: str, content_hash: str) -> Provenance:
        """That of the feed's load with this number."""
        return cls(f"{feed}-{sequence:09d}", sequence, file_name, content_hash)

    def given_to(self, rows: pa.Table, names: Sequence[str] | None = None) -> pa.Table:
        """The rows with this origin, in columns of these names; in those that they have, where none are given."""
        count, names = rows.num_rows, names or rows.column_names
        own = {
            "_load_id": _repeated(self.load_id, count),
            "_load_sequence": pa.repeat(pa.scalar(self.load_sequence, pa.int64()), count),
            "_file_name": _repeated(self.file_name, count),
            "_content_hash": _repeated(self.content_hash, count),
        }
        return pa.Table.from_arrays([own[name] if name in own else rows[name] for name in names], names)


ORIGIN_COLUMNS = (
    pa.field("_load_id", pa.string()),
    pa.field("_load_sequence", pa.int64()),
    pa.field("_row_number", pa.int64()),
    pa.field("_file_name", pa.string()),
    pa.field("_content_hash", pa.string()),
    pa.field("_row_problems", pa.string()),
)


def lake_schema(columns: Sequence[LakeColumn]) -> pa.Schema:
    """The schema of a feed's files in the lake."""
    return pa.schema([*(pa.field(column.name, pa.string()) for column in columns), *ORIGIN_COLUMNS])


Columns = dict[str, pa.StringArray]


class Transformer:
    """Makes tables of one load. A lake column whose field the file does not have is NULL."""

    def __init__(
        self,
        contract: Contract,
        columns: Sequence[LakeColumn],
        match: HeaderMatch,
        width: int,
        token_key: str,
        *,
        threads: int = THREADS,
    ) -> None:
        self.schema = lake_schema(columns)
        self._threads = threads
        self._columns = columns
        self._positions = match.positions
        self._fields = {name: contract.fields[name] for name in match.positions}
        self._null_keys = null_keys(contract)
        fields_at = {position: name for name, position in match.positions.items()}
        self._classes = [contract.fields[fields_at[p]].privacy if p in fields_at else "drop" for p in range(width)]
        self._filled = {
            column.name: column.field
            for column in columns
            if column.field in match.positions and contract.fields[column.field].privacy == column.privacy
        }
        self._own_fields = [name for name, field in self._fields.items() if field.privacy == "tokenise"]
        key = TokenKey(token_key)
        self._subject_identifiers = SubjectIdentifiers(key, self._own_fields)
        self._masking_rules = {
            name: masking_rule(field, contract.date_formats, key, has_people=bool(self._own_fields))
            for name, field in self._fields.items()
            if name in self._filled.values() and field.privacy != "tokenise"
        }
        self._kinds = kinds_of_fields(contract)
        self._redacted = [name for name in self._masking_rules if self._fields[name].privacy == "redact"]

    def tables(self, batches: Iterable[Batch], origin: Provenance) -> Iterator[pa.Table]:
        """The rows of all batches as the lake keeps them, in order.

        Small batches are treated together; with several threads the next ones are read while the last ones are treated.
        """
        if self._threads == 1:
            yield from (self.table(batch, origin) for batch in _gathered(batches))
            return
        with ThreadPoolExecutor(max_workers=self._threads) as threads:
            under_way: deque[Future[pa.Table]] = deque()
            for batch in _gathered(batches):
                if len(under_way) == self._threads:
                    yield under_way.popleft().result()
                under_way.append(threads.submit(self.table, batch, origin))
            while under_way:
                yield under_way.popleft().result()

    def tables_of(self, files: Sequence[tuple[Sequence[Batch], Provenance]]) -> Iterator[pa.Table]:
        """The rows of each of many small files as the lake keeps them, all treated at once."""
        batches = [batch for own, _ in files for batch in own]
        rows = self._rows(_joined(batches)) if batches else self.schema.empty_table()
        first = 0
        for own, origin in files:
            count = sum(len(batch.row_numbers) for batch in own)
            yield origin.given_to(rows.slice(first, count), self.schema.names)
            first += count

    def table(self, batch: Batch, origin: Provenance) -> pa.Table:
        """The rows of a batch as the lake keeps them."""
        return origin.given_to(self._rows(batch), self.schema.names)

    def _rows(self, batch: Batch) -> pa.Table:
        """The rows of a batch without their origin."""
        rows = len(batch.row_numbers)
        values, problems = self._values(batch)
        names = values[NAME_FIELD] if NAME_FIELD in values else pa.repeat(pa.scalar(""), rows)
        own = {name: values[name] for name in self._own_fields}
        searched = {name: values[name] for name, treated in self._masking_rules.items() if treated.may_hold_own_data}
        tokens, searched, has_own = self._subject_identifiers.read(own, names, searched, self._redacted)
        found = matches_in({name: searched[name] for name in self._redacted}, MAY_BE_REDACTED) if self._redacted else {}
        nowhere = np.zeros(rows, bool)
        footnotes = _rows_with(TOTAL_OR_FOOTNOTE, problems, rows)
        kept = {}
        for field, treated in self._masking_rules.items():
            text = searched.get(field, values[field])
            new = treated.apply(text, has_own.get(field, nowhere), names, own, found.get(field))
            # what is written below a table is text, also in the column of a number
            new = changed(new, footnotes & ~is_empty(text), _redacted)
            kept[field] = self._cut(field, new, values[field])
        fills = tokens | kept
        nothing = pa.nulls(rows, pa.string())
        columns = {
            column.name: fills[column.field] if column.name in self._filled else nothing for column in self._columns
        }
        return pa.table(columns | {"_row_number": batch.row_numbers, "_row_problems": _row_problems(problems, rows)})

    def _values(self, batch: Batch) -> tuple[Columns, dict[int, list[str]]]:
        """The values of each field as far as the rows can be trusted, and why rows cannot be used."""
        problems = {index: list(reasons) for index, reasons in batch.problems.items()}
        withheld = self._withheld(batch)
        values = {}
        for name, field in self._fields.items():
            position = self._positions[name]
            own = batch.columns[position]
            if position in withheld:
                where = np.zeros(len(own), bool)
                where[withheld[position]] = True
                own = pc.replace_with_mask(own, pa.array(where), pa.repeat(pa.scalar(""), int(where.sum())))
            where = has_control_characters(own)
            if where.any():
                own = without_control_characters(own)
                _add(problems, CONTROL_CHARACTERS, where, field)
            own = without_null_values(own, self._null_keys[name])
            values[name] = padded(own, field.pad_to) if field.pad_to else own
            _add(problems, VALUE_TOO_LONG, longer_than(own, field.max_length), field)
        return values, problems

    def _withheld(self, batch: Batch) -> dict[int, list[int]]:
        """By position the rows where a more private field may have slipped in.

        Fields that are too many or too few push others aside; behind a misplaced quotation mark anything may stand.
        """
        surplus_of = batch.surplus
        doubtful = {surplus: self._doubtful_positions(surplus) for surplus in set(surplus_of.values())}
        withheld: dict[int, list[int]] = {}
        for index, surplus in surplus_of.items():
            for position in doubtful[surplus]:
                withheld.setdefault(position, []).append(index)
        for index, reasons in batch.problems.items():
            if MISPLACED_QUOTE in reasons:
                for position in range(len(batch.columns)):
                    withheld.setdefault(position, []).append(index)
        return {position: sorted(set(rows)) for position, rows in withheld.items()}

    def _doubtful_positions(self, surplus: int) -> list[int]:
        openness = [OPENNESS[privacy] for privacy in self._classes]
        doubtful = []
        for position, own in enumerate(openness):
            first, last = (position - surplus, position) if surplus > 0 else (position, position - surplus)
            if min(openness[max(first, 0) : last + 1]) < own:
                doubtful.append(position)
        return doubtful

    def _cut(self, field: str, kept: pa.StringArray, values: pa.StringArray) -> pa.StringArray:
        """What is kept of the values, cut where a value was too long."""
        longest, kind = self._fields[field].max_length, self._kinds[field]
        return changed(
            kept, longer_than(values, longest), lambda own, _: [_shortened(text, longest, kind) for text in own]
        )


def _shortened(text: str, longest: int, kind: Kind) -> str:
    """The first characters; fewer where the last ones of a longer number would be left, and look like a shorter one."""
    text = text[:longest]
    while kind.is_refused(text):
        text = text[:-1]
    return text


def _gathered(batches: Iterable[Batch]) -> Iterator[Batch]:
    """The same rows in batches that are worth their fixed cost, and still small in memory."""
    waiting: list[Batch] = []
    rows = size = 0
    for batch in batches:
        waiting.append(batch)
        rows += len(batch.row_numbers)
        size += sum(column.nbytes for column in batch.columns)
        if rows >= ROWS_AT_ONCE or size >= BYTES_AT_ONCE:
            yield _joined(waiting)
            waiting, rows, size = [], 0, 0
    if waiting:
        yield _joined(waiting)


def _joined(batches: Sequence[Batch]) -> Batch:
    """The rows of several batches of one layout in one."""
    if len(batches) == 1:
        return batches[0]
    surplus: dict[int, int] = {}
    problems: dict[int, list[str]] = {}
    first = 0
    for batch in batches:
        surplus |= {first + index: count for index, count in batch.surplus.items()}
        problems |= {first + index: reasons for index, reasons in batch.problems.items()}
        first += len(batch.row_numbers)
    columns = zip(*(batch.columns for batch in batches), strict=True)
    return Batch(
        pa.concat_arrays([batch.row_numbers for batch in batches]),
        [pa.concat_arrays(column) for column in columns],
        surplus,
        problems,
    )


def _add(problems: dict[int, list[str]], problem: str, where: np.ndarray, field: FieldContract) -> None:
    if field.privacy == "drop":
        return
    for index in np.flatnonzero(where).tolist():
        reasons = problems.setdefault(index, [])
        if problem not in reasons:
            reasons.append(problem)


def _repeated(text: str, rows: int) -> pa.DictionaryArray:
    """The text in every row, in the form that takes least room and time to write."""
    return pa.DictionaryArray.from_arrays(np.zeros(rows, np.int32), [text])


def _redacted(texts: Sequence[str | None], indices: np.ndarray) -> list[str | None]:
    return [text and redact(text) for text in texts]


def _rows_with(problem: str, problems: dict[int, list[str]], rows: int) -> np.ndarray:
    where = np.zeros(rows, bool)
    where[[index for index, reasons in problems.items() if problem in reasons]] = True
    return where


def _row_problems(problems: dict[int, list[str]], rows: int) -> pa.Array:
    if not problems:
        return pa.nulls(rows, pa.string())
    return pa.array([", ".join(problems.get(index, ())) or None for index in range(rows)], pa.string())
