"""What lies in the landing zone, as it is found: which files to read, in which order, and whether each is at rest."""

from __future__ import annotations

import hashlib
import hmac
import os
import time
from collections.abc import Sequence
from pathlib import Path

from orchestration.contracts import contract_path
from orchestration.landing.errors import FileChangedError, FileRejectedError
from orchestration.landing.known_content import KnownContent
from orchestration.landing.shown import shown_name, spelt_out
from orchestration.personal_data.masking import mask_person
from orchestration.settings import FEEDS, Settings

SETTLE_SECONDS = 2.0
WITHDRAWN = "withdrawn"
# Excel keeps a file ~$name beside each workbook that somebody has open
IGNORED_PREFIXES = (".", "~$")


def landing_files(source: Path) -> list[Path]:
    """Files of a feed's folder, the one that was last changed last: that is the order in which they were made."""
    if not source.is_dir():
        return []
    files = [path for path in source.iterdir() if not path.name.startswith(IGNORED_PREFIXES) and not path.is_dir()]
    return sorted(files, key=lambda path: (path.lstat().st_mtime_ns, path.name))


def subfolders(source: Path) -> list[Path]:
    """Folders in a feed's folder, which nobody reads; that of the withdrawn files is not among them."""
    if not source.is_dir():
        return []
    folders = (path for path in source.iterdir() if path.is_dir() and not path.is_symlink())
    return sorted(path for path in folders if path.name != WITHDRAWN and not path.name.startswith("."))


def unsettled(files: Sequence[Path]) -> set[Path]:
    """Those files that somebody is still writing: their size or time changes within `SETTLE_SECONDS`.

    Returns at once where no file was changed lately; waits once for all of them otherwise.
    """
    recent = {path: age for path in files if (age := _age(path)) < SETTLE_SECONDS}
    if not recent:
        return set()
    before = {path: _state(path) for path in recent}
    time.sleep(min(SETTLE_SECONDS, SETTLE_SECONDS - min(recent.values())))
    return {path for path, state in before.items() if _state(path) != state}


def read_identity(path: Path, zone: Path, known: KnownContent | None = None) -> tuple[os.stat_result, str]:
    """Size and times of a file, and the SHA-256 of its content, which is read unless `known` knows it.

    Raises `FileRejectedError` for what is no file of the landing zone `zone`, or cannot be read.
    """
    if path.is_symlink() and path.exists() and not path.resolve().is_relative_to(zone.resolve()):
        raise FileRejectedError("is a link that leads out of the landing zone; put the file itself there")
    if not path.is_file():
        raise FileRejectedError("is not a regular file (a broken link or a device); put the file itself there")
    try:
        stat = path.stat()
        if known is not None and (content_hash := known.hash_of(stat)):
            return stat, content_hash
        read_at = time.time()
        with path.open("rb") as handle:
            stat = os.fstat(handle.fileno())
            content_hash = hashlib.file_digest(handle, "sha256").hexdigest()
        if known is not None:
            known.keep(stat, content_hash, read_at)
        return stat, content_hash
    except FileNotFoundError:
        raise
    except OSError as error:
        raise FileRejectedError(f"cannot be read ({error.strerror}); check the file and its permissions") from error


def content_hash_of(path: Path, zone: Path, known: KnownContent) -> str | None:
    """Hash as the ledger has it: empty where the file cannot be read, None where it has just gone."""
    try:
        return read_identity(path, zone, known)[1]
    except FileRejectedError:
        return ""
    except FileNotFoundError:
        return None


def fingerprint(stat: os.stat_result) -> tuple[int, int, int]:
    """What changes when a file is written to or replaced."""
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


def raise_if_changed(path: Path, before: os.stat_result) -> None:
    """Raise `FileChangedError` for a file that was written to or replaced since."""
    if fingerprint(path.stat()) != fingerprint(before):
        raise FileChangedError


def printable_name(path: Path, token_key: str) -> str:
    """The name under which a file stands in every ledger, for ever the same.

    Bytes that are not UTF-8 and control characters are spelt out; a telephone or identity number or an address in the
    name is masked, and a short token put before it, so that two such names stay two.
    """
    name = os.fsencode(path.name).decode("utf-8", "backslashreplace")
    token = hmac.digest(token_key.encode(), name.encode(), "sha256").hex()[:8]
    return spelt_out(name) if mask_person(name) == name else f"{token} {shown_name(name)}"


def shown_place(path: Path) -> str:
    """A file or folder of the landing zone as it is named to people: without what its name may tell of somebody."""
    return f"{path.parent}/{shown_name(path.name)}"


def files_by_name(folder: Path, token_key: str) -> dict[str, Path]:
    """The files of a folder, by the names that they have in the ledger."""
    return {printable_name(path, token_key): path for path in landing_files(folder)}


def stray_items(settings: Settings) -> list[str]:
    """What lies in the landing zone where no feed will look, each with what to do about it."""
    if not settings.landing.is_dir():
        return []
    problems = []
    for path in sorted(settings.landing.iterdir()):
        if path.name.startswith("."):
            continue
        if not path.is_dir():
            problems.append(
                f"{shown_place(path)} lies beside the feeds' folders and is not read; move it into one of them"
            )
        elif path.name not in FEEDS:
            problems.append(f"{shown_place(path)} is not read: {unknown_feed(shown_name(path.name))}")
        elif not contract_path(settings.contracts, path.name).exists():
            problems.append(missing_contract(settings, path.name))
    return problems


def unknown_feed(feed: str) -> str:
    """Why files of a feed outside `FEEDS` would reach no mart, and the remedy."""
    return (
        f"the warehouse knows no feed {feed}; name the folder and its contract after the one whose part it takes: "
        f"{', '.join(FEEDS)}"
    )


def missing_contract(settings: Settings, feed: str) -> str:
    """Why a folder of the landing zone cannot be read without a contract, and the remedy."""
    return (
        f"{settings.landing / feed}: there is no contract for this folder; write "
        f"{contract_path(settings.contracts, feed)}, or rename the folder to the feed that it belongs to"
    )


def _age(path: Path) -> float:
    try:
        return time.time() - path.lstat().st_mtime
    except FileNotFoundError:
        return 0


def _state(path: Path) -> tuple[int, int, int] | None:
    try:
        return fingerprint(path.lstat())
    except FileNotFoundError:
        return None
