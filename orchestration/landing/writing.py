"""The rows of one file on their way into the lake: found under some encoding, treated, and written to a folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from orchestration.contracts import Contract, LakeColumn, canonical_contract, lake_columns
from orchestration.durable import replacing
from orchestration.garbage import without_cycle_collection
from orchestration.landing import lake
from orchestration.landing.errors import FileRejectedError, HeaderMismatchError
from orchestration.landing.headers import match_header
from orchestration.landing.landing_zone import raise_if_changed
from orchestration.landing.ledger import LedgerEntry, Status
from orchestration.landing.purged import PurgedRows, read_purged
from orchestration.landing.reading import Table, read_tables
from orchestration.landing.small_files import SmallFiles, beginning
from orchestration.landing.transform import THREADS, Provenance, Transformer
from orchestration.personal_data.masking import mask_refused
from orchestration.settings import Settings


@dataclass(frozen=True)
class Treatment:
    """What becomes of the rows of a feed's files, wherever they are treated: all that a process has to be told."""

    contract: Contract
    columns: list[LakeColumn]
    token_key: str = field(repr=False)
    purged: PurgedRows


@dataclass(frozen=True)
class Writing:
    """Where the rows of files are written, by how many threads, and which small files wait for it."""

    treatment: Treatment
    folder: Path
    small_files: SmallFiles
    threads: int = THREADS

    def commit(self) -> None:
        """Write the rows that wait; they last when this returns."""
        self.small_files.write(self.folder)


def treatment_of(settings: Settings, contract: Contract) -> Treatment:
    """How a deployment treats the files of a contract."""
    columns = lake_columns(contract, canonical_contract(contract.feed))
    return Treatment(contract, columns, settings.token_key, read_purged(settings))


def small_files_of(treatment: Treatment) -> SmallFiles:
    """None that waits yet."""
    return SmallFiles(treatment.contract, treatment.columns, treatment.token_key, treatment.purged)


def write_file(writing: Writing, path: Path, before: os.stat_result, origin: Provenance) -> LedgerEntry:
    """Write the rows of a file, at the latest with the next `commit`, and return the entry that they are to have.

    Raises `FileRejectedError` where the file cannot land, `FileChangedError` where it is not as it was `before`.
    """
    contract = writing.treatment.contract
    mismatch: HeaderMismatchError | None = None
    with closing(read_tables(path, contract)) as attempts:
        for table in attempts:
            try:
                rows, unknown = _write(writing, path, before, table, origin)
            except UnicodeError:
                continue
            except HeaderMismatchError as error:
                # Under a wrong encoding the headers are unreadable: the first mismatch counts only if nothing fits.
                mismatch = mismatch or error
                continue
            return entry_of(
                contract,
                origin.file_name,
                origin.content_hash,
                before.st_size,
                status="loaded",
                origin=origin,
                rows_read=rows,
                encoding=table.encoding,
                unknown_columns=list(unknown),
                notes=_notes(table),
            )
    raise mismatch or FileRejectedError("its text fits none of the encodings tried; export it as UTF-8")


def entry_of(
    contract: Contract,
    file_name: str,
    content_hash: str,
    size_bytes: int,
    *,
    status: Status,
    error: str | None = None,
    origin: Provenance | None = None,
    rows_read: int = 0,
    encoding: str | None = None,
    unknown_columns: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> LedgerEntry:
    """What the ledger is to say of a file, as of now."""
    return LedgerEntry(
        feed=contract.feed,
        file_name=file_name,
        content_hash=content_hash,
        load_id=origin.load_id if origin else None,
        load_sequence=origin.load_sequence if origin else None,
        received_at=now_in_words(),
        status=status,
        rows_read=rows_read,
        size_bytes=size_bytes,
        encoding=encoding,
        error=error and mask_refused(error),
        unknown_columns=list(unknown_columns),
        notes=list(map(mask_refused, notes)),
        contract_hash=contract.content_hash,
    )


def now_in_words() -> str:
    """The time, as the ledger writes it: UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")


def _write(
    writing: Writing, path: Path, before: os.stat_result, table: Table, origin: Provenance
) -> tuple[int, tuple[str, ...]]:
    treatment, threads = writing.treatment, writing.threads
    match = match_header(table.header, treatment.contract)
    batches, are_all = beginning(table.batches)
    if are_all:
        raise_if_changed(path, before)
        writing.small_files.add(table.header, match, batches, origin)
        return sum(len(batch.row_numbers) for batch in batches), match.unknown
    writing.commit()
    transformer = Transformer(
        treatment.contract, treatment.columns, match, len(table.header), treatment.token_key, threads=threads
    )
    with replacing(lake.load_path(writing.folder, origin.load_id)) as temporary, without_cycle_collection():
        tables = transformer.tables(chain(batches, table.batches), origin)
        tables = treatment.purged.without_content(treatment.contract.feed, tables)
        rows = lake.write_tables(temporary, transformer.schema, tables, in_background=threads > 1)
        raise_if_changed(path, before)
    return rows, match.unknown


def _notes(table: Table) -> list[str]:
    if not table.undecodable_at:
        return table.notes
    offsets = ", ".join(f"{offset:,}" for offset in table.undecodable_at)
    return [*table.notes, f"bytes that are no text in {table.encoding}, first at offset {offsets}"]
