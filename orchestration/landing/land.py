"""One pass over a feed's landing folder: every new file ends up in the lake, or in the ledger with the reason why not.

For each file the rows are put in place first and the ledger's line is written after; the line is what counts. A pass
that is killed at any point leaves at most rows without a line, which the next pass discards and lands again. The rows
of small files, and after them their lines, are written for many of them at once.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from orchestration.durable import replacing
from orchestration.lake_identity import identify_lake
from orchestration.landing import lake
from orchestration.landing.bundled import is_bundled
from orchestration.landing.checked import checked_load_ids, give_up_damaged
from orchestration.landing.clock import behind_landings
from orchestration.landing.contracts import (
    Contract,
    LakeColumn,
    canonical_contract,
    contract_path,
    lake_columns,
    load_contract,
)
from orchestration.landing.errors import ContractError, FileChangedError, FileRejectedError, HeaderMismatchError
from orchestration.landing.headers import match_header
from orchestration.landing.known_content import KnownContent, known_content_path
from orchestration.landing.lake_key import claim_lake
from orchestration.landing.lake_swap import finish_rekey
from orchestration.landing.landing_zone import (
    WITHDRAWN,
    content_hash_of,
    files_by_name,
    landing_files,
    missing_contract,
    printable_name,
    raise_if_changed,
    read_identity,
    shown_place,
    subfolders,
    unsettled,
)
from orchestration.landing.ledger import Ledger, LedgerEntry, Status, ledger_path
from orchestration.landing.mending import mend_ledger
from orchestration.landing.purged import PurgedRows, read_purged
from orchestration.landing.reading import Table, read_tables
from orchestration.landing.retraction import retract, withdrawn_otherwise
from orchestration.landing.shown import listed
from orchestration.landing.small_files import SmallFiles, beginning
from orchestration.landing.transform import Provenance, Transformer, lake_schema
from orchestration.personal_data.masking import mask_refused
from orchestration.settings import TOKEN_KEY_REMEDY, Settings

logger = logging.getLogger(__name__)


@dataclass
class LandingResult:
    """What a pass did. `added` are the ledger lines of this pass, `current` what the ledger now says of every file.

    `left_out` are the rejected files that lie in the landing folder now; a rejected file that was since corrected or
    taken away is not among them. `warnings` are for people, and hold no personal data.
    """

    feed: str
    added: list[LedgerEntry] = field(default_factory=list)
    current: list[LedgerEntry] = field(default_factory=list)
    left_out: list[LedgerEntry] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def files_loaded(self) -> int:
        """Files whose rows this pass added."""
        return sum(entry.status == "loaded" for entry in self.added)

    @property
    def rows_loaded(self) -> int:
        """Rows that this pass added."""
        return sum(entry.rows_read for entry in self.added)

    @property
    def total_rows(self) -> int:
        """Rows of the feed in the lake."""
        return sum(entry.rows_read for entry in self.current)


def land_feed(settings: Settings, feed: str) -> LandingResult:
    """Land every new file of a feed.

    Raises `ContractError` (missing or wrong contract), `LakeError` (lake and ledger disagree), `TokenKeyError` (the
    lake was made with another key) or `LandingInProgressError`. A file that cannot land raises nothing: it is in the
    result and in the ledger.
    """
    source = settings.landing / feed
    files = landing_files(source)
    contract = _contract_for(settings, feed, has_files=bool(files))
    columns = lake_columns(contract, canonical_contract(feed))
    finish_rekey(settings)
    folder = lake.prepare_lake(settings.lake, feed)
    claim_lake(settings)
    identify_lake(settings.lake)
    result = LandingResult(feed)
    with lake.feed_lock(settings.lake, feed):
        result.warnings.extend(mend_ledger(settings, feed))
        ledger = Ledger(ledger_path(settings.ledger, feed))
        if behind := behind_landings(ledger.entries, datetime.now(UTC), settings.lake):
            result.warnings.append(f"{feed}: {behind}")
        known = KnownContent(known_content_path(settings.lake, feed))
        give_up_damaged(settings, feed)
        checked = checked_load_ids(settings, feed)
        lake.discard_uncommitted(folder, ledger.load_ids, checked)
        lake.write_schema_file(folder, lake_schema(columns))
        if contract is not None:
            _land_files(_pass_over(settings, contract, folder, ledger, known), files, result)
        _retire(settings, source, ledger, known, result)
        lake.discard_uncommitted(folder, ledger.load_ids, checked)
        known.save()
        result.current = ledger.entries
    for warning in result.warnings:
        logger.warning(warning)
    return result


@dataclass(frozen=True)
class _Pass:
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


def _pass_over(settings: Settings, contract: Contract, folder: Path, ledger: Ledger, known: KnownContent) -> _Pass:
    columns, purged = lake_columns(contract, canonical_contract(contract.feed)), read_purged(settings)
    small = SmallFiles(contract, columns, settings.token_key, purged)
    return _Pass(settings, contract, columns, folder, ledger, small, known, contract.content_hash, purged)


def _contract_for(settings: Settings, feed: str, *, has_files: bool) -> Contract | None:
    path = contract_path(settings.contracts, feed)
    if path.exists():
        return load_contract(path)
    if has_files:
        raise ContractError(missing_contract(settings, feed))
    return None


def _land_files(landing: _Pass, files: list[Path], result: LandingResult) -> None:
    busy = unsettled(files)
    result.warnings.extend(f"{landing.place(path)}: is still being written; the next pass takes it up" for path in busy)
    for path in files:
        if path not in busy:
            _record(landing, path, result)
            if landing.small_files.are_many:
                landing.commit()
    landing.commit()


def _retire(settings: Settings, source: Path, ledger: Ledger, known: KnownContent, result: LandingResult) -> None:
    def content_hash(path: Path) -> str | None:
        return content_hash_of(path, settings.landing, known)

    present, withdrawn = (files_by_name(folder, settings.token_key) for folder in (source, source / WITHDRAWN))
    result.added.extend(retract(ledger, present, withdrawn, content_hash))
    result.warnings.extend(
        f"{shown_place(path)}: its rows stay, because what landed under this name had other content; "
        "move the file as it landed, or drop in one without its rows under the same name"
        for path in withdrawn_otherwise(ledger, present, withdrawn)
    )
    result.warnings.extend(
        f"{shown_place(folder)}: folders are not read; move its files up" for folder in subfolders(source)
    )


def _record(landing: _Pass, path: Path, result: LandingResult) -> None:
    try:
        entry = _land_file(landing, path)
    except (FileChangedError, FileNotFoundError):
        place = landing.place(path)
        result.warnings.append(f"{place}: changed while it was being read; the next pass takes it up again")
        return
    known = landing.ledger.entry_for(*entry.key)
    stands = entry.status == "rejected" or landing.ledger.held_by(entry.file_name) == known
    is_new = known is None or (known.status, known.error) != (entry.status, entry.error) or not stands
    if is_new:
        entry = landing.ledger.note(entry)
        result.added.append(entry)
    if entry.status == "rejected":
        result.left_out.append(entry)
        result.warnings.append(f"{landing.place(path)}: {entry.error}")
    elif entry.status == "loaded" and is_new:
        result.warnings.extend(f"{landing.place(path)}: {note}" for note in entry.notes)
        if entry.unknown_columns:
            names = listed(entry.unknown_columns)
            place = landing.place(path)
            result.warnings.append(f"{place}: columns that the contract does not know were left out: {names}")


def _land_file(landing: _Pass, path: Path) -> LedgerEntry:
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
    landing = _pass_over(settings, contract, folder, ledger, known)
    entry = _load(landing, path, before, origin)
    landing.commit()
    return entry


def _next_origin(landing: _Pass, path: Path, content_hash: str) -> Provenance:
    sequence = landing.ledger.next_sequence
    return Provenance(f"{landing.contract.feed}-{sequence:09d}", sequence, landing.name(path), content_hash)


def _load(landing: _Pass, path: Path, before: os.stat_result, origin: Provenance) -> LedgerEntry:
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
    landing: _Pass, path: Path, before: os.stat_result, table: Table, origin: Provenance
) -> tuple[int, tuple[str, ...]]:
    match = match_header(table.header, landing.contract)
    batches, are_all = beginning(table.batches)
    if are_all:
        raise_if_changed(path, before)
        landing.small_files.add(table.header, match, batches, origin)
        return sum(len(batch.row_numbers) for batch in batches), match.unknown
    landing.commit()
    transformer = Transformer(landing.contract, landing.columns, match, len(table.header), landing.settings.token_key)
    with replacing(lake.load_path(landing.folder, origin.load_id)) as temporary, lake.without_cycle_collection():
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
    landing: _Pass,
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
