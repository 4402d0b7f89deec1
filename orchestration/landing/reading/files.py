"""Read a feed's file, whatever its format. What the columns mean is not known here."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from orchestration.contracts import Contract, Delimiter, Format
from orchestration.landing.errors import FileRejectedError
from orchestration.landing.reading.archives import bomb, expansion_limit, only_member, open_gzip, open_plain
from orchestration.landing.reading.corrections import restored
from orchestration.landing.reading.csv_reader import read_csv
from orchestration.landing.reading.failures import reading_errors_as_rejections
from orchestration.landing.reading.jsonl_reader import read_jsonl
from orchestration.landing.reading.parquet_reader import read_parquet
from orchestration.landing.reading.tables import MOST_COLUMNS, Batch, Table
from orchestration.landing.reading.trailer_rows import mark_trailer_rows
from orchestration.landing.reading.xlsx_reader import read_xlsx
from orchestration.landing.shown import shown_name


@dataclass(frozen=True)
class Kind:
    """What a suffix promises."""

    format: Format
    delimiter: Delimiter = ","


KINDS = {
    ".csv": Kind("csv"),
    ".txt": Kind("csv"),
    ".tsv": Kind("csv", "\t"),
    ".xlsx": Kind("xlsx"),
    ".xlsm": Kind("xlsx"),
    ".parquet": Kind("parquet"),
    ".jsonl": Kind("jsonl"),
    ".ndjson": Kind("jsonl"),
}
SIGNATURES = {
    b"PK\x03\x04": "a zip or an Excel workbook",
    b"\xd0\xcf\x11\xe0": "an older Excel workbook (.xls)",
    b"\x1f\x8b": "compressed by gzip",
    b"PAR1": "a Parquet file",
    b"%PDF": "a PDF document",
}
COMPRESSIBLE: tuple[Format, ...] = ("csv", "jsonl")


def read_tables(path: Path, contract: Contract) -> Generator[Table, None, None]:
    """Yield the file under each encoding worth trying: the first that reads to its end without error is the one.

    Reading a table's batches raises `UnicodeDecodeError` when its encoding does not fit, and `FileRejectedError`, as
    this function does, when the file cannot be read under any.
    """
    for table in map(restored, _tables(path, contract)):
        if len(table.header) > MOST_COLUMNS:
            raise FileRejectedError(
                f"has {len(table.header):,} columns, more than any table here can have ({MOST_COLUMNS:,}); look at its "
                "delimiter and its header, or export only the columns that the contract knows"
            )
        batches = mark_trailer_rows(_within(table.batches, expansion_limit(path)), table.header, contract)
        yield replace(table, batches=batches)


def _within(batches: Iterator[Batch], limit: int) -> Iterator[Batch]:
    """The batches, which many cells that share one text, or short rows below a wide header, must not make endless."""
    size = 0
    for batch in batches:
        size += sum(column.nbytes for column in batch.columns)
        if size > limit:
            raise bomb(limit)
        yield batch


def _tables(path: Path, contract: Contract) -> Iterator[Table]:
    kind, open_bytes = kind_of(path)
    if kind.format not in contract.formats:
        raise FileRejectedError(
            f"the contract allows {', '.join(contract.formats)} only; export the file so, or add {kind.format} "
            f"to formats in {contract.path}"
        )
    if kind.format == "xlsx":
        yield read_xlsx(path, contract)
    elif kind.format == "parquet":
        yield read_parquet(path, contract)
    else:
        _refuse_disguised(open_bytes)
        if kind.format == "jsonl":
            yield from read_jsonl(open_bytes, contract)
        else:
            yield from read_csv(open_bytes, contract, kind.delimiter)


def _refuse_disguised(open_bytes: Callable[[], BinaryIO]) -> None:
    """Raise `FileRejectedError` where the content is of another kind than the suffix of a text says."""
    with reading_errors_as_rejections(), open_bytes() as stream:
        beginning = stream.read(4)
    for signature, what in SIGNATURES.items():
        if beginning.startswith(signature):
            raise FileRejectedError(f"is {what} under the name of a text; give it its own suffix, or save it as text")


def kind_of(path: Path) -> tuple[Kind, Callable[[], BinaryIO]]:
    """What the file's name promises, and how to open its content."""
    name = path.name.lower()
    if name.endswith(".zip"):
        member, open_bytes = only_member(path)
        kind = KINDS.get(Path(member.lower()).suffix)
        if kind is None or kind.format not in COMPRESSIBLE:
            raise FileRejectedError(
                f"the zip holds a file of the type {_suffix(Path(member))}, which is not read out of a zip; "
                "unpack it and drop the file itself"
            )
        return kind, open_bytes
    if name.endswith(".gz"):
        kind = KINDS.get(Path(name.removesuffix(".gz")).suffix)
        if kind is not None and kind.format in COMPRESSIBLE:
            return kind, partial(open_gzip, path)
    elif kind := KINDS.get(Path(name).suffix):
        return kind, partial(open_plain, path)
    known = ", ".join(KINDS)
    raise FileRejectedError(
        f"files of the type {_suffix(path)} cannot be read; save it as one of {known} (text also as .gz or .zip)"
    )


def _suffix(path: Path) -> str:
    return shown_name(path.suffix) or "(no suffix)"
