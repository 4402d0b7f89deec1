"""One file on its way into the lake: what becomes of it, its rows, and the line that the ledger is to hold of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from orchestration.contracts import (
    Contract,
    LakeColumn,
    canonical_contract,
    lake_columns,
)
from orchestration.durable import replacing
from orchestration.garbage import without_cycle_collection
from orchestration.landing import lake
from orchestration.landing.bundled import is_bundled
from orchestration.landing.errors import FileChangedError, FileRejectedError, HeaderMismatchError
from orchestration.landing.headers import match_header
from orchestration.landing.known_content import KnownContent, known_content_path
from orchestration.landing.landing_zone import (
    printable_name,
    raise_if_changed,
    read_identity,
)
from orchestration.landing.ledger import Ledger, LedgerEntry, Status, ledger_path
from orchestration.landing.purged import PurgedRows, read_purged
from orchestration.landing.reading import Table, read_tables
from orchestration.landing.small_files import SmallFiles, beginning
from orchestration.landing.transform import Provenance, Transformer
from orchestration.personal_data.masking import mask_refused
from orchestration.settings import TOKEN_KEY_REMEDY, Settings


@dataclass(frozen=True)
class Pass:
    """What the files of one pass share: settings and contract, where rows and lines go, and what is known already."""

    settings: Settings
    contract: Contract
    columns: list[LakeColumn]
    folder: Path
    ledger: Ledger
    small_files: SmallFiles
    known: KnownContent
    contract_hash: str
    purged: PurgedRows

    def commit(self) -> None:
        """Make what was decided until now last: the rows first, then the lines."""
        self.small_files.write(self.folder)
        self.ledger.commit()

    def name(self, path: Path) -> str:
        """The file's name in the ledger."""
        return printable_name(path, self.settings.token_key)

    def place(self, path: Path) -> str:
        """The file as it is named to people: without what its name may tell of somebody."""
        return f"{path.parent}/{self.name(path)}"


def pass_over(settings: Settings, contract: Contract, folder: Path, ledger: Ledger, known: KnownContent) -> Pass:
    """A pass that writes rows to `folder` and lines to `ledger`."""
    columns, purged = lake_columns(contract, canonical_contract(contract.feed)), read_purged(settings)
    small = SmallFiles(contract, columns, settings.token_key, purged)
    return Pass(settings, contract, columns, folder, ledger, small, known, contract.content_hash, purged)


def land_file(landing: Pass, path: Path) -> LedgerEntry:
    """Decide about one file; its rows are in place when this returns, and its line is still to be written."""
    feed, name = landing.contract.feed, landing.name(path)
    content_hash, size = "", 0
    try:
        before, content_hash = read_identity(path, landing.settings.landing, landing.known)
        size = before.st_size
        known = landing.ledger.entry_for(feed, name, content_hash)
        if known is not None and known.status == "loaded":
            return known
        duplicate_of = landing.ledger.loaded_with(content_hash)
        if duplicate_of is not None:
            if known is not None and known.status == "duplicate":
                return known
            landed = f"{duplicate_of.file_name}, which landed as {duplicate_of.load_id}"
            error = f"same content as {landed}; remove one of the two files"
            return _entry(landing, name, content_hash, size, status="duplicate", error=error)
        if landing.settings.uses_demo_token_key and not is_bundled(landing.settings, feed, content_hash):
            raise FileRejectedError(
                "COMPLAINTS_TOKEN_KEY is not set, so its identifiers would be hidden from nobody; "
                f"{TOKEN_KEY_REMEDY}; it lands in the next run"
            )
        if size == 0:
            raise FileRejectedError("is empty (0 bytes); export it again, or remove it")
        return _load(landing, path, before, _next_origin(landing, path, content_hash))
    except FileRejectedError as error:
        return _entry(landing, name, content_hash, size, status="rejected", error=f"{name}: {error}")


def land_as(settings: Settings, contract: Contract, folder: Path, path: Path, origin: Provenance) -> LedgerEntry:
    """Write the rows of a file to `folder` as the load that `origin` names, and return the entry that it would have.

    Raises `FileRejectedError` where it cannot land, `FileChangedError` where somebody is writing it.
    """
    before, content_hash = read_identity(path, settings.landing)
    if content_hash != origin.content_hash:
        raise FileChangedError
    ledger = Ledger(ledger_path(settings.ledger, contract.feed))
    known = KnownContent(known_content_path(settings.lake, contract.feed))
    landing = pass_over(settings, contract, folder, ledger, known)
    entry = _load(landing, path, before, origin)
    landing.commit()
    return entry


def _next_origin(landing: Pass, path: Path, content_hash: str) -> Provenance:
    sequence = landing.ledger.next_sequence
    return Provenance(f"{landing.contract.feed}-{sequence:09d}", sequence, landing.name(path), content_hash)


def _load(landing: Pass, path: Path, before: os.stat_result, origin: Provenance) -> LedgerEntry:
    mismatch: HeaderMismatchError | None = None
    with closing(read_tables(path, landing.contract)) as attempts:
        for table in attempts:
            try:
                rows, unknown = _write(landing, path, before, table, origin)
            except UnicodeError:
                continue
            except HeaderMismatchError as error:
                # Under a wrong encoding the headers are unreadable: the first mismatch counts only if nothing fits.
                mismatch = mismatch or error
                continue
            return _entry(
                landing,
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


def _write(
    landing: Pass, path: Path, before: os.stat_result, table: Table, origin: Provenance
) -> tuple[int, tuple[str, ...]]:
    match = match_header(table.header, landing.contract)
    batches, are_all = beginning(table.batches)
    if are_all:
        raise_if_changed(path, before)
        landing.small_files.add(table.header, match, batches, origin)
        return sum(len(batch.row_numbers) for batch in batches), match.unknown
    landing.commit()
    transformer = Transformer(landing.contract, landing.columns, match, len(table.header), landing.settings.token_key)
    with replacing(lake.load_path(landing.folder, origin.load_id)) as temporary, without_cycle_collection():
        tables = transformer.tables(chain(batches, table.batches), origin)
        tables = landing.purged.without_content(landing.contract.feed, tables)
        rows = lake.write_tables(temporary, transformer.schema, tables)
        raise_if_changed(path, before)
    return rows, match.unknown


def _notes(table: Table) -> list[str]:
    if not table.undecodable_at:
        return table.notes
    offsets = ", ".join(f"{offset:,}" for offset in table.undecodable_at)
    return [*table.notes, f"bytes that are no text in {table.encoding}, first at offset {offsets}"]


def _entry(
    landing: Pass,
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
    return LedgerEntry(
        feed=landing.contract.feed,
        file_name=file_name,
        content_hash=content_hash,
        load_id=origin.load_id if origin else None,
        load_sequence=origin.load_sequence if origin else None,
        received_at=datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S"),
        status=status,
        rows_read=rows_read,
        size_bytes=size_bytes,
        encoding=encoding,
        error=error and mask_refused(error),
        unknown_columns=list(unknown_columns),
        notes=list(map(mask_refused, notes)),
        contract_hash=landing.contract_hash,
    )
