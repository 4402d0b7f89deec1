"""The private list of purged rows: what was removed once does not come back with the file that holds it.

A row is known by keyed hashes, of its complaint's number in its feed and of its place in its file. Their key is the
list's own, so that the list outlives the lake and its token key. It lies beside the lake, for its owner alone.
"""

from __future__ import annotations

import hmac
import json
import re
import secrets
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from orchestration.durable import write_whole
from orchestration.landing.errors import LakeError
from orchestration.settings import Settings

PURGED = "purged"  # the reason for which the warehouse quarantines such a row
NUMBER = "complaint_number"

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class PurgedRows:
    """Hashes by feed. `is_under_way` says that what was made from the rows may not have been removed yet; `files` are
    hashes of the names that are to be forgotten until then."""

    secret: str
    hashes: dict[str, frozenset[str]] = field(default_factory=dict)
    is_under_way: bool = False
    files: dict[str, frozenset[str]] = field(default_factory=dict)

    def number_hash(self, feed: str, number: str) -> str:
        """By what the rows of a complaint are known, in whatever file."""
        return self._hash(f"{feed}\0number\0{comparable(number)}")

    def row_hash(self, feed: str, content_hash: str, row_number: int) -> str:
        """By what a row is known in a file with this content."""
        return self._hash(f"{feed}\0row\0{content_hash}\0{row_number}")

    def file_hash(self, feed: str, file_name: str) -> str:
        """By what the name of a file is known."""
        return self._hash(f"{feed}\0file\0{file_name}")

    def adding(self, feed: str, hashes: set[str]) -> PurgedRows:
        """The list with further hashes of a feed."""
        return replace(self, hashes={**self.hashes, feed: self.hashes.get(feed, frozenset()) | hashes})

    def where(self, feed: str, table: pa.Table) -> list[bool]:
        """Which rows of a table of the lake are purged ones."""
        known = self.hashes.get(feed, frozenset())
        numbers = table[NUMBER].to_pylist() if NUMBER in table.column_names else [None] * len(table)
        places = zip(table["_content_hash"].to_pylist(), table["_row_number"].to_pylist(), strict=True)
        return [
            bool(number and self.number_hash(feed, number) in known) or self.row_hash(feed, *place) in known
            for number, place in zip(numbers, places, strict=True)
        ]

    def without_content(self, feed: str, tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
        """The tables with nothing left of purged rows but their place, and the reason."""
        for table in tables:
            where = pa.array(self.where(feed, table) if self.hashes.get(feed) else [], pa.bool_())
            yield _emptied(table, where) if where.true_count else table

    def _hash(self, text: str) -> str:
        return hmac.digest(bytes.fromhex(self.secret), text.encode(), "sha256").hex()[:32]


def comparable(number: str) -> str:
    """A complaint's number in the form in which the warehouse compares it."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", number)).upper()


def read_purged(settings: Settings) -> PurgedRows:
    """The list as it stands; an empty one where nothing was ever purged. Raises `LakeError` where it is damaged."""
    path = purged_path(settings)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        hashes, files = _by_feed(content["hashes"]), _by_feed(content.get("files", {}))
        return PurgedRows(content["secret"], hashes, content["is_under_way"], files)
    except FileNotFoundError:
        return PurgedRows(secrets.token_hex(32))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise LakeError(
            f"{path} cannot be read; restore it from a backup: without it purged rows would come back"
        ) from error


def write_purged(settings: Settings, purged: PurgedRows) -> None:
    """Keep the list, readable by its owner only."""
    content = {
        "secret": purged.secret,
        "hashes": {feed: sorted(hashes) for feed, hashes in purged.hashes.items()},
        "is_under_way": purged.is_under_way,
        "files": {feed: sorted(hashes) for feed, hashes in purged.files.items()},
    }
    write_whole(purged_path(settings), json.dumps(content, indent=2) + "\n")


def purged_path(settings: Settings) -> Path:
    """Where the list lies."""
    return settings.home / "purged.json"


def _by_feed(hashes: dict[str, list[str]]) -> dict[str, frozenset[str]]:
    return {feed: frozenset(own) for feed, own in hashes.items()}


def _emptied(table: pa.Table, where: pa.BooleanArray) -> pa.Table:
    for index, name in enumerate(table.column_names):
        if name == "_row_problems" or not name.startswith("_"):
            nothing = pa.scalar(PURGED if name == "_row_problems" else None, pa.string())
            table = table.set_column(index, name, pc.if_else(where, nothing, table[name]))
    return table
