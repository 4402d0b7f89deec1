"""What the columns of an unknown file seem to be, from a sample of its rows. Only formats of dates are kept of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import duckdb
import pyarrow as pa

from orchestration.landing.null_values import OF_DATES_AND_NUMBERS, null_key, without_null_values
from orchestration.landing.reading import Batch
from orchestration.landing.tools.dating import MOST, Dating, agreed, find_dating
from orchestration.personal_data.masking import redact
from orchestration.settings import DateReading
from orchestration.sql_rows import count_of, only_row
from orchestration.sql_text import cleaned, parsed_date, parsed_number, spaced

SAMPLE_ROWS = 20_000
VALUES_SEARCHED = 1_000
ANY_DATE = DateReading()
USUAL = frozenset(map(null_key, OF_DATES_AND_NUMBERS))
SOME = 0.1
LONG_TEXT = 40  # letters, on average

IS_WHOLLY_PERSONAL = re.compile(r"\[(phone|identity number|policy number|e-mail)\]")


@dataclass(frozen=True)
class InferredColumn:
    """What a column holds. `kind` is a field's type, or `personal` and `free_text` for texts that ask for care.

    `dating` says how its dates are written.
    """

    kind: str
    filled: int = 0
    is_unique: bool = False
    dating: Dating | None = None


@dataclass(frozen=True)
class Sample:
    """The first rows of a file, by column."""

    rows: int
    columns: list[pa.Array] = field(repr=False)


def take_sample(batches: Iterable[Batch], width: int) -> Sample:
    """The first rows that could be read without fault, `SAMPLE_ROWS` at most."""
    taken: list[pa.Table] = []
    rows = 0
    for batch in batches:
        table = pa.table({f"c{i}": batch.columns[i] for i in range(width)})
        good = [index for index in range(len(batch.row_numbers)) if index not in batch.problems]
        taken.append(table.take(pa.array(good, pa.int64())) if batch.problems else table)
        rows += len(good)
        if rows >= SAMPLE_ROWS:
            break
    columns = pa.concat_tables(taken).slice(0, SAMPLE_ROWS).columns if taken else [pa.array([], pa.string())] * width
    return Sample(min(rows, SAMPLE_ROWS), list(columns))


def infer_columns(sample: Sample) -> list[InferredColumn]:
    """A guess for each column of the sample."""
    with duckdb.connect(config={"temp_directory": ""}) as connection:
        guesses = [_inferred(connection, column, sample.rows) for column in sample.columns]
    datings = agreed([guess.dating for guess in guesses])
    return [replace(guess, dating=dating) for guess, dating in zip(guesses, datings, strict=True)]


def _inferred(connection: duckdb.DuckDBPyConnection, column: pa.Array, rows: int) -> InferredColumn:
    column = pa.chunked_array([without_null_values(chunk, USUAL) for chunk in _chunks(column)], pa.string())
    connection.register("sample", pa.table({"value": column}))
    filled, distinct, numbers, like_dates, with_blanks, length = only_row(
        connection,
        f"""
        select count(*), count(distinct value), count({parsed_number("value")}),
               count_if(length(value) between 6 and 32 and regexp_matches(value, '[0-9]')), count_if(value like '% %'),
               coalesce(avg(length(value)), 0)
        from (select {spaced("value")} as value from sample) where value is not null
        """,
    )
    if not filled:
        return InferredColumn("text")
    is_unique = filled == rows and distinct == filled
    if _share_of_personal(connection) > SOME:
        return InferredColumn("personal", filled, is_unique)
    dating = find_dating(connection, filled) if like_dates >= MOST * filled else None
    if dating:
        return InferredColumn("date", filled, is_unique, dating)
    if is_unique and not with_blanks and length <= LONG_TEXT:
        return InferredColumn("identifier", filled, is_unique)
    if numbers >= MOST * filled:
        return InferredColumn("number", filled, is_unique)
    if length >= LONG_TEXT and distinct > filled / 2:
        return InferredColumn("free_text", filled, is_unique)
    return InferredColumn("text", filled, is_unique)


def _share_of_personal(connection: duckdb.DuckDBPyConnection) -> float:
    found = connection.execute(
        f"select distinct value from (select {cleaned('value')} as value from sample) "
        f"where length(value) > 6 order by hash(value) limit {VALUES_SEARCHED}"
    ).fetchall()
    return sum(bool(IS_WHOLLY_PERSONAL.fullmatch(redact(value))) for (value,) in found) / max(len(found), 1)


def _chunks(column: pa.Array | pa.ChunkedArray) -> list[pa.Array]:
    return column.chunks if isinstance(column, pa.ChunkedArray) else [column]


def header_is_data(header: Sequence[str]) -> bool:
    """Whether the first row looks like a row of values: it must not be shown then."""
    filled = [text for text in header if text.strip()]
    if any(redact(text) != text for text in filled):
        return True
    is_value = f"{parsed_date('text', ANY_DATE)} is not null or {parsed_number('text')} is not null"
    with duckdb.connect() as connection:
        connection.register("header", pa.table({"text": pa.array(filled, pa.string())}))
        return count_of(connection, f"select count_if({is_value}) from header") > 0
