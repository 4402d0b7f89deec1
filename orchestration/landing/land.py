"""One pass over a feed's landing folder: every new file ends up in the lake, or in the ledger with the reason why not.

For each file the rows are put in place first and the ledger's line is written after; the line is what counts. A pass
that is killed at any point leaves at most rows without a line, which the next pass discards and lands again. The rows
of small files, and after them their lines, are written for many of them at once.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from orchestration import progress
from orchestration.contracts import (
    Contract,
    ContractError,
    canonical_contract,
    find_contract,
    lake_columns,
)
from orchestration.lake_identity import identify_lake
from orchestration.landing import lake
from orchestration.landing.checked import checked_load_ids, give_up_damaged
from orchestration.landing.clock import behind_landings
from orchestration.landing.errors import FileChangedError
from orchestration.landing.file_landing import Pass, land_file
from orchestration.landing.known_content import KnownContent, known_content_path
from orchestration.landing.lake_key import claim_lake
from orchestration.landing.lake_swap import finish_rekey
from orchestration.landing.landing_zone import (
    WITHDRAWN,
    content_hash_of,
    files_by_name,
    landing_files,
    missing_contract,
    shown_place,
    subfolders,
    unsettled,
)
from orchestration.landing.ledger import Ledger, LedgerEntry, ledger_path
from orchestration.landing.mending import mend_ledger
from orchestration.landing.parallel.ahead import landing_ahead
from orchestration.landing.parallel.process import hire_processes
from orchestration.landing.parallel.tasks import Hiring
from orchestration.landing.retraction import retract, withdrawn_otherwise
from orchestration.landing.shown import listed
from orchestration.landing.transform import lake_schema
from orchestration.landing.writing import Writing, small_files_of, treatment_of
from orchestration.settings import Settings

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


def land_feed(settings: Settings, feed: str, hire: Hiring = hire_processes) -> LandingResult:
    """Land every new file of a feed; where several are large, by as many workers at once as the deployment has.

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
            treatment = treatment_of(settings, contract)
            writing = Writing(treatment, folder, small_files_of(treatment))
            busy = unsettled(files)
            with landing_ahead(
                [path for path in files if path not in busy],
                settings.landing,
                folder,
                treatment,
                ledger,
                known,
                hire,
                settings.landing_workers,
            ) as ahead:
                _land_files(Pass(settings, writing, ledger, known, ahead), files, busy, result)
        _retire(settings, source, ledger, known, result)
        lake.discard_uncommitted(folder, ledger.load_ids, checked)
        known.save()
        result.current = ledger.entries
    for warning in result.warnings:
        logger.warning(warning)
    return result


def _contract_for(settings: Settings, feed: str, *, has_files: bool) -> Contract | None:
    contract = find_contract(settings.contracts, feed)
    if contract is None and has_files:
        raise ContractError(missing_contract(settings, feed))
    return contract


def _land_files(landing: Pass, files: list[Path], busy: set[Path], result: LandingResult) -> None:
    result.warnings.extend(f"{landing.place(path)}: is still being written; the next pass takes it up" for path in busy)
    for number, path in enumerate(files, start=1):
        if path not in busy:
            of_several = f" (file {number} of {len(files)})" if len(files) > 1 else ""
            progress.begin(f"landing {landing.contract.feed}/{landing.name(path)}{of_several}", "rows", is_even=True)
            landing.ahead.reach(path)
            _record(landing, path, result)
            if landing.writing.small_files.are_many:
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


def _record(landing: Pass, path: Path, result: LandingResult) -> None:
    try:
        entry = land_file(landing, path)
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
