"""Turn batches of a file's columns into the lake's tables, every field treated as its privacy class demands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from orchestration.landing.contracts import Contract, LakeColumn
from orchestration.landing.headers import HeaderMatch
from orchestration.landing.privacy import NAME_FIELD, Tokeniser, redact_texts
from orchestration.landing.reading import Batch

OPENNESS = {"drop": 0, "tokenise": 1, "redact": 2, "keep": 3}


@dataclass(frozen=True)
class Origin:
    """Where the rows of a load come from; repeated in each of them."""

    load_id: str
    load_sequence: int
    file_name: str
    content_hash: str


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


class Transformer:
    """Makes tables of one load. A lake column whose field the file does not have is NULL."""

    def __init__(
        self,
        contract: Contract,
        columns: Sequence[LakeColumn],
        match: HeaderMatch,
        width: int,
        token_key: str,
    ) -> None:
        self.schema = lake_schema(columns)
        self._columns = columns
        self._positions = match.positions
        fields_at = {position: name for name, position in match.positions.items()}
        self._classes = [contract.fields[fields_at[p]].privacy if p in fields_at else "drop" for p in range(width)]
        self._fills = {
            (column.name, column.field)
            for column in columns
            if column.field in match.positions and contract.fields[column.field].privacy == column.privacy
        }
        identifiers = [name for name in match.positions if contract.fields[name].privacy == "tokenise"]
        self._tokenisers = {name: Tokeniser(token_key, name) for name in identifiers}

    def table(self, batch: Batch, origin: Origin) -> pa.Table:
        """The rows of a batch as the lake keeps them."""
        values = [column.to_pylist() for column in batch.columns]
        if batch.surplus:
            self._withhold(values, batch.surplus)
        rows = len(batch.row_numbers)
        arrays = [self._array(column, values, rows) for column in self._columns]
        arrays += [
            pa.repeat(pa.scalar(origin.load_id), rows),
            pa.repeat(pa.scalar(origin.load_sequence, pa.int64()), rows),
            batch.row_numbers,
            pa.repeat(pa.scalar(origin.file_name), rows),
            pa.repeat(pa.scalar(origin.content_hash), rows),
            _row_problems(batch, rows),
        ]
        return pa.Table.from_arrays(arrays, schema=self.schema)

    def _array(self, column: LakeColumn, values: Sequence[Sequence[str]], rows: int) -> pa.Array:
        if (column.name, column.field) not in self._fills:
            return pa.nulls(rows, pa.string())
        own = values[self._positions[column.field]]
        if column.privacy == "tokenise":
            kept = self._tokenisers[column.field](own)
        elif column.privacy == "redact":
            names = values[self._positions[NAME_FIELD]] if NAME_FIELD in self._positions else None
            identifiers = {name: values[self._positions[name]] for name in self._tokenisers}
            kept = redact_texts(own, names, identifiers)
        else:
            kept = [value or None for value in own]
        return pa.array(kept, pa.string())

    def _withhold(self, values: list[list[str]], surplus_of: dict[int, int]) -> None:
        """Empty the values of rows with a wrong number of fields wherever a more private field may have slipped in."""
        withheld = {surplus: self._doubtful_positions(surplus) for surplus in set(surplus_of.values())}
        for index, surplus in surplus_of.items():
            for position in withheld[surplus]:
                values[position][index] = ""

    def _doubtful_positions(self, surplus: int) -> list[int]:
        openness = [OPENNESS[privacy] for privacy in self._classes]
        doubtful = []
        for position, own in enumerate(openness):
            first, last = (position - surplus, position) if surplus > 0 else (position, position - surplus)
            if min(openness[max(first, 0) : last + 1]) < own:
                doubtful.append(position)
        return doubtful


def _row_problems(batch: Batch, rows: int) -> pa.Array:
    if not batch.problems:
        return pa.nulls(rows, pa.string())
    return pa.array([", ".join(batch.problems.get(index, ())) or None for index in range(rows)], pa.string())
