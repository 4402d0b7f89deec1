"""The ledger of one feed: one line for each file that landing has decided about. A line is the commit of its load."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, fields, replace
from io import FileIO
from pathlib import Path
from typing import Literal

from orchestration.durable import sync
from orchestration.landing.errors import LakeError

Status = Literal["loaded", "duplicate", "rejected"]


@dataclass(frozen=True)
class LedgerEntry:
    """What became of one file. `received_at` is UTC; `content_hash` is empty when the file could not be opened.

    `notes` say how the file was read, where a person should know it. `event` is the number of the entry's line, from 1;
    it is given when the line is written.
    """

    feed: str
    file_name: str
    content_hash: str
    load_id: str | None
    load_sequence: int | None
    received_at: str
    status: Status
    rows_read: int
    size_bytes: int
    encoding: str | None
    error: str | None
    unknown_columns: list[str]
    contract_hash: str
    notes: list[str] = field(default_factory=list)
    event: int = 0

    @property
    def key(self) -> tuple[str, str, str]:
        """What a later line must share with this one to replace it."""
        return self.feed, self.file_name, self.content_hash


_FIELDS = [each.name for each in fields(LedgerEntry)]


def ledger_path(folder: Path, feed: str) -> Path:
    """Where the ledger of a feed lies."""
    return folder / f"{feed}.jsonl"


def read_entries(path: Path) -> list[LedgerEntry]:
    """The current entry of each file, in order of first mention; a torn last line does not count.

    Raises `LakeError` naming the line when the ledger is damaged.
    """
    return current_entries(path, whole_lines(path))


def whole_lines(path: Path) -> bytes:
    """The ledger as it stands, without a torn last line."""
    content = path.read_bytes() if path.exists() else b""
    return content[: content.rfind(b"\n") + 1]


def ledger_lines(path: Path) -> list[LedgerEntry]:
    """Every line of the ledger, in order; raises as `read_entries` does."""
    return _entries(path, whole_lines(path))


def written(entry: LedgerEntry) -> bytes:
    """The entry as a line of the ledger."""
    return json.dumps(asdict(entry), ensure_ascii=False).encode() + b"\n"


def current_entries(path: Path, lines: bytes) -> list[LedgerEntry]:
    """The current entry of each file in `lines` that were read from `path`; raises as `read_entries` does."""
    return list({entry.key: entry for entry in _entries(path, lines)}.values())


def _entries(path: Path, lines: bytes) -> list[LedgerEntry]:
    entries = []
    for number, line in enumerate(lines.splitlines(), start=1):
        try:
            document = json.loads(line)
            # lines that are older than the notes have none
            entry = LedgerEntry(**{name: document[name] for name in _FIELDS if name != "notes" or name in document})
        except (ValueError, KeyError, TypeError) as error:
            raise LakeError(
                f"{path}, line {number}: not a ledger line; restore the file from a backup, or, if every file that "
                f"landed is still in the landing zone, remove {path.parent.parent} whole to land them again"
            ) from error
        entries.append(entry)
    return entries


class Ledger:
    """The ledger opened for one pass; the caller holds the feed's lock."""

    def __init__(self, path: Path) -> None:
        """Open the ledger, creating it if need be, and cut off a line that an interrupted pass left torn."""
        self._path = path
        path.parent.mkdir(exist_ok=True)
        if not path.exists():
            path.touch()
            sync(path.parent)
        _cut_torn_line(path)
        lines = _entries(path, whole_lines(path))
        self._events = len(lines)
        self._last_sequence = max((entry.load_sequence or 0 for entry in lines), default=0)
        self._waiting: list[bytes] = []
        self._current: dict[tuple[str, str, str], LedgerEntry] = {}
        self._loads: dict[str, dict[tuple[str, str, str], LedgerEntry]] = {}
        self._held: dict[str, LedgerEntry] = {}
        for entry in lines:
            self._take(entry)

    @property
    def entries(self) -> list[LedgerEntry]:
        """The current entry of each file, in order of first mention."""
        return list(self._current.values())

    @property
    def load_ids(self) -> set[str]:
        """Every load that is committed."""
        return {entry.load_id for entry in self._current.values() if entry.load_id}

    @property
    def next_sequence(self) -> int:
        """The sequence number for the next load, from 1. One that a withdrawn load had is not given again."""
        return self._last_sequence + 1

    def entry_for(self, feed: str, file_name: str, content_hash: str) -> LedgerEntry | None:
        """The current entry of a file with this very content."""
        return self._current.get((feed, file_name, content_hash))

    def loaded_with(self, content_hash: str) -> LedgerEntry | None:
        """The load with this content, under whatever file name."""
        return next(iter(self._loads.get(content_hash, {}).values()), None)

    def held_by(self, file_name: str) -> LedgerEntry | None:
        """The last content under this name that was not rejected: what the file stands for."""
        return self._held.get(file_name)

    def append(self, entry: LedgerEntry) -> LedgerEntry:
        """Write one line, and return its entry with the line's number once it is on disk."""
        entry = self.note(entry)
        self.commit()
        return entry

    def note(self, entry: LedgerEntry) -> LedgerEntry:
        """Let an entry hold from now on, and return it with its line's number; `commit` writes the line."""
        entry = replace(entry, event=self._events + 1)
        self._waiting.append(written(entry))
        self._events = entry.event
        self._last_sequence = max(self._last_sequence, entry.load_sequence or 0)
        self._take(entry)
        return entry

    def commit(self) -> None:
        """Write the lines that were noted, in order. The rows of each of their loads must be on disk."""
        if not self._waiting:
            return
        with self._path.open("ab", buffering=0) as handle:
            write_all(handle, b"".join(self._waiting))
            os.fsync(handle.fileno())
        self._waiting.clear()

    def _take(self, entry: LedgerEntry) -> None:
        self._current[entry.key] = entry
        loads = self._loads.setdefault(entry.content_hash, {})
        if entry.status == "loaded":
            loads[entry.key] = entry
        else:
            loads.pop(entry.key, None)
        held = self._held.get(entry.file_name)
        if entry.status != "rejected":
            self._held[entry.file_name] = entry
        elif held and held.key == entry.key:
            del self._held[entry.file_name]


def write_all(handle: FileIO, lines: bytes) -> None:
    """Write every byte; an unbuffered file may take fewer at once."""
    while lines:
        lines = lines[handle.write(lines) :]


def _cut_torn_line(path: Path) -> None:
    content = path.read_bytes()
    whole = content.rfind(b"\n") + 1
    if whole < len(content):
        with path.open("r+b") as handle:
            handle.truncate(whole)
            os.fsync(handle.fileno())
