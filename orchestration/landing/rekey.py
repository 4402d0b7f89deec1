"""A lake under another key. Tokens cannot be turned back, so every file lands again, from where it came.

Loads keep their numbers and their places, and the ledger its lines: what is built from the new lake differs from
before in its tokens alone. A load whose file has gone stops it all, before anything is written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from orchestration.contracts import canonical_contract, contract_path, find_contract, lake_columns
from orchestration.durable import replacing, write_whole
from orchestration.lake_identity import identity_file
from orchestration.landing import lake
from orchestration.landing.errors import FileChangedError, FileRejectedError, LakeError, TokenKeyError
from orchestration.landing.file_landing import land_as
from orchestration.landing.lake_key import ENTRY, key_fingerprint, lake_has_key
from orchestration.landing.lake_swap import finish_rekey, new_lake, swap_lakes
from orchestration.landing.landing_zone import WITHDRAWN, landing_files, printable_name
from orchestration.landing.ledger import LedgerEntry, ledger_lines, ledger_path, read_entries, written
from orchestration.landing.transform import Provenance, lake_schema
from orchestration.settings import FEEDS, TOKEN_KEY_REMEDY, Settings


@dataclass(frozen=True)
class Rekeyed:
    """What was done: how many files landed again, and how many rows they have."""

    files: int
    rows: int


@dataclass(frozen=True)
class _Original:
    """The file of a load, and the names that it has under the old key and under the new one."""

    path: Path
    old_name: str
    new_name: str


def rekey(settings: Settings, old_key: str, *, before_swap: Callable[[], None] = lambda: None) -> Rekeyed | None:
    """Make the lake one of `settings.token_key`; None where it is that already.

    `before_swap` is called when the new lake is complete and the old one still stands: it removes what was built from
    the old one. Raises `TokenKeyError` where `old_key` is not the lake's, or there is no new one, and `LakeError` where
    a load cannot land again, naming each. After these, and after an `OSError` such as a full disk, one lake stands.
    """
    finish_rekey(settings)
    if settings.uses_demo_token_key:
        raise TokenKeyError(f"COMPLAINTS_TOKEN_KEY is not set: it names the new key. {TOKEN_KEY_REMEDY}")
    if not settings.lake.exists() or lake_has_key(settings, settings.token_key):
        return None
    if not lake_has_key(settings, old_key):
        raise TokenKeyError(
            f"{settings.lake} was made with another key than COMPLAINTS_TOKEN_KEY_OLD names (without that variable, "
            "the demo key). Set it to the key that the lake was made with."
        )
    originals = {feed: _originals(settings, feed, old_key) for feed in FEEDS}
    _require_originals(settings, originals)
    files = rows = 0
    with new_lake(settings) as target:
        for feed in FEEDS:
            landed = _land_again(settings, target, feed, originals[feed])
            _write_ledgers(settings, target, feed, originals[feed], landed)
            files += len(landed)
            rows += sum(entry.rows_read for entry in landed.values())
        identity = json.loads(identity_file(settings.lake).read_text(encoding="utf-8"))
        identity[ENTRY] = key_fingerprint(settings.token_key)
        write_whole(identity_file(target), json.dumps(identity, indent=2) + "\n")
        before_swap()
        swap_lakes(settings)
    return Rekeyed(files, rows)


def _originals(settings: Settings, feed: str, old_key: str) -> dict[str, list[_Original]]:
    """The files of the feed's folder by content (SHA-256), also those that were withdrawn."""
    found: dict[str, list[_Original]] = {}
    source = settings.landing / feed
    for path in [*landing_files(source), *landing_files(source / WITHDRAWN)]:
        if path.is_file():
            with path.open("rb") as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
            names = (printable_name(path, key) for key in (old_key, settings.token_key))
            found.setdefault(content, []).append(_Original(path, *names))
    return found


def _loads(settings: Settings, feed: str) -> list[tuple[Provenance, LedgerEntry]]:
    """Where the rows of each load came from, with its entry in the ledger, in order of landing."""
    loads = [
        (Provenance(entry.load_id, entry.load_sequence, entry.file_name, entry.content_hash), entry)
        for entry in read_entries(ledger_path(settings.ledger, feed))
        if entry.status == "loaded" and entry.load_id and entry.load_sequence
    ]
    return sorted(loads, key=lambda load: load[0].load_sequence)


def _require_originals(settings: Settings, originals: dict[str, dict[str, list[_Original]]]) -> None:
    missing = [
        f"  {feed}/{load.file_name} (SHA-256 {load.content_hash[:16]}…)"
        for feed in FEEDS
        for load, _ in _loads(settings, feed)
        if load.content_hash not in originals[feed]
    ]
    if missing:
        raise LakeError(
            "Tokens cannot be turned back, so each file has to land again under the new key, and these are no longer "
            f"in {settings.landing} as they landed:\n"
            + "\n".join(missing)
            + "\nPut them back and start again; to go on "
            f"without their rows, remove {settings.lake} and {settings.warehouse}, and run. Nothing has changed."
        )


def _land_again(
    settings: Settings, target: Path, feed: str, originals: dict[str, list[_Original]]
) -> dict[str, LedgerEntry]:
    """The entries that the loads of a feed have in the new lake, by load."""
    folder = target / feed
    folder.mkdir(mode=lake.PRIVATE_MODE)
    contract = find_contract(settings.contracts, feed)
    lake.write_schema_file(folder, lake_schema(lake_columns(contract, canonical_contract(feed))))
    landed = {}
    for load, earlier in _loads(settings, feed):
        if contract is None:
            path = contract_path(settings.contracts, feed)
            raise LakeError(f"{path} is not there, so that {feed} cannot land again; nothing has changed")
        candidates = originals[load.content_hash]
        original = next((each for each in candidates if each.old_name == load.file_name), None)
        name = original.new_name if original else load.file_name
        file = (original or candidates[0]).path
        try:
            entry = land_as(settings, contract, folder, file, replace(load, file_name=name))
        except (FileRejectedError, FileChangedError) as error:
            reason = str(error) or "was changed while it was being read"
            raise LakeError(
                f"{feed}/{load.file_name} landed once and cannot land again: {reason}. Nothing has changed."
            ) from error
        landed[load.load_id] = replace(entry, received_at=earlier.received_at)
    return landed


def _write_ledgers(
    settings: Settings,
    target: Path,
    feed: str,
    originals: dict[str, list[_Original]],
    landed: dict[str, LedgerEntry],
) -> None:
    """The ledger, and its copy of what was checked, with the names and the loads of the new lake, line by line."""
    names = {each.old_name: each.new_name for files in originals.values() for each in files}

    def rewritten(entry: LedgerEntry) -> LedgerEntry:
        name = names.get(entry.file_name, entry.file_name)
        error = entry.error and entry.error.replace(entry.file_name, name)
        again = landed.get(entry.load_id or "")
        if again is None:
            return replace(entry, file_name=name, error=error)
        return replace(
            again, file_name=name, content_hash=entry.content_hash, status=entry.status, received_at=entry.received_at,
            event=entry.event,
        )  # fmt: skip

    for old in (settings.ledger, settings.checked):
        source = ledger_path(old, feed)
        if not source.exists():
            continue
        copy = ledger_path(target / old.name, feed)
        copy.parent.mkdir(mode=lake.PRIVATE_MODE, exist_ok=True)
        with replacing(copy) as temporary:
            temporary.write_bytes(b"".join(written(rewritten(entry)) for entry in ledger_lines(source)))
