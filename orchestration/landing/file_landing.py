"""One file on its way into the lake: what becomes of it, and the line that the ledger is to hold of it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from orchestration.contracts import Contract
from orchestration.landing.bundled import is_bundled
from orchestration.landing.errors import FileChangedError, FileRejectedError
from orchestration.landing.known_content import KnownContent
from orchestration.landing.landing_zone import printable_name, read_identity
from orchestration.landing.ledger import Ledger, LedgerEntry
from orchestration.landing.parallel.ahead import Ahead
from orchestration.landing.transform import Provenance
from orchestration.landing.writing import Writing, entry_of, small_files_of, treatment_of, write_file
from orchestration.settings import TOKEN_KEY_REMEDY, Settings


@dataclass(frozen=True)
class Pass:
    """What the files of one pass share: the deployment, where rows and lines go, and what is known already.

    `ahead` has the files that other processes land meanwhile.
    """

    settings: Settings
    writing: Writing
    ledger: Ledger
    known: KnownContent
    ahead: Ahead

    @property
    def contract(self) -> Contract:
        """What the feed's files are to be like."""
        return self.writing.treatment.contract

    def commit(self) -> None:
        """Make what was decided until now last: the rows first, then the lines."""
        self.writing.commit()
        self.ledger.commit()

    def name(self, path: Path) -> str:
        """The file's name in the ledger."""
        return printable_name(path, self.settings.token_key)

    def place(self, path: Path) -> str:
        """The file as it is named to people: without what its name may tell of somebody."""
        return f"{path.parent}/{self.name(path)}"


def land_file(landing: Pass, path: Path) -> LedgerEntry:
    """Decide about one file; its rows are in place when this returns, and its line is still to be written."""
    contract, name = landing.contract, landing.name(path)
    content_hash, size = "", 0
    try:
        before, content_hash = landing.ahead.identity(path)
        size = before.st_size
        known = landing.ledger.entry_for(contract.feed, name, content_hash)
        if known is not None and known.status == "loaded":
            return known
        duplicate_of = landing.ledger.loaded_with(content_hash)
        if duplicate_of is not None:
            if known is not None and known.status == "duplicate":
                return known
            landed = f"{duplicate_of.file_name}, which landed as {duplicate_of.load_id}"
            error = f"same content as {landed}; remove one of the two files"
            return entry_of(contract, name, content_hash, size, status="duplicate", error=error)
        if landing.settings.uses_demo_token_key and not is_bundled(landing.settings, contract.feed, content_hash):
            raise FileRejectedError(
                "COMPLAINTS_TOKEN_KEY is not set, so its identifiers would be hidden from nobody; "
                f"{TOKEN_KEY_REMEDY}; it lands in the next run"
            )
        if size == 0:
            raise FileRejectedError("is empty (0 bytes); export it again, or remove it")
        return _load(landing, path, before, _next_origin(landing, path, content_hash))
    except FileRejectedError as error:
        return entry_of(contract, name, content_hash, size, status="rejected", error=f"{name}: {error}")


def land_as(settings: Settings, contract: Contract, folder: Path, path: Path, origin: Provenance) -> LedgerEntry:
    """Write the rows of a file to `folder` as the load that `origin` names, and return the entry that it would have.

    Raises `FileRejectedError` where it cannot land, `FileChangedError` where somebody is writing it.
    """
    before, content_hash = read_identity(path, settings.landing)
    if content_hash != origin.content_hash:
        raise FileChangedError
    treatment = treatment_of(settings, contract)
    writing = Writing(treatment, folder, small_files_of(treatment))
    entry = write_file(writing, path, before, origin)
    writing.commit()
    return entry


def _next_origin(landing: Pass, path: Path, content_hash: str) -> Provenance:
    return Provenance.of(landing.contract.feed, landing.ledger.next_sequence, landing.name(path), content_hash)


def _load(landing: Pass, path: Path, before: os.stat_result, origin: Provenance) -> LedgerEntry:
    if not landing.ahead.has(path, before):
        return write_file(landing.writing, path, before, origin)
    landing.commit()
    return landing.ahead.take(path, origin)
