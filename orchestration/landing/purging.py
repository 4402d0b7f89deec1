"""Find the rows of a person or a complaint in the lake, and leave nothing of them there but their place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.contracts import find_contract
from orchestration.durable import replacing
from orchestration.landing import lake
from orchestration.landing.errors import LakeError
from orchestration.landing.landing_zone import WITHDRAWN, files_by_name
from orchestration.landing.ledger import LedgerEntry, ledger_lines, ledger_path, read_entries, written
from orchestration.landing.privacy import TokenKey
from orchestration.landing.purged import NUMBER, PurgedRows, comparable, read_purged, write_purged
from orchestration.settings import FEEDS, Settings

_LINK = ("hq", "call_center_number", "call_center")  # head office's record of a complaint of the call center
_TOKEN = "_token"


@dataclass(frozen=True)
class FoundRow:
    """A row of the lake: where it came from, and the complaint's number, if it has one."""

    feed: str
    content_hash: str
    file_name: str
    row_number: int
    number: str | None


def rows_of_complaints(settings: Settings, feed: str, numbers: Collection[str]) -> list[FoundRow]:
    """The rows of complaints by their numbers in a feed, and head office's rows that refer to them."""
    return _found(settings, {feed: {comparable(number) for number in numbers}}, {})


def rows_of_person(settings: Settings, identifier: str) -> list[FoundRow]:
    """The rows with this customer, identity, telephone, policy or respondent number, and all of their complaints."""
    key, tokens = TokenKey(settings.token_key), {}
    for feed in FEEDS:
        contract = find_contract(settings.contracts, feed)
        tokens[feed] = {
            f"{name}{_TOKEN}": key.token(name, identifier)
            for name, field in (contract.fields if contract else {}).items()
            if field.privacy == "tokenise"
        }
    return _found(settings, {}, tokens)


def purge_rows(settings: Settings, rows: Collection[FoundRow]) -> None:
    """Put the rows on the list of purged ones, and empty them in the lake. Killed half-way, `empty_purged` ends it."""
    purged = replace(read_purged(settings), is_under_way=True)
    for feed in {row.feed for row in rows}:
        own = [row for row in rows if row.feed == feed]
        hashes = {purged.row_hash(feed, row.content_hash, row.row_number) for row in own}
        hashes |= {purged.number_hash(feed, row.number) for row in own if row.number}
        purged = purged.adding(feed, hashes)
    write_purged(settings, purged)
    empty_purged(settings)


def empty_purged(settings: Settings) -> None:
    """Empty every row of the lake that is on the list, and forget the files. Does nothing the second time."""
    purged = read_purged(settings)
    for feed in purged.hashes:
        with lake.feed_lock(settings.lake, feed):
            for path in _loads(settings, feed):
                _empty(path, feed, purged)
    for feed in purged.files:
        with lake.feed_lock(settings.lake, feed):
            for folder in (settings.ledger, settings.checked):
                _forget(ledger_path(folder, feed), feed, purged)


def forget_file(settings: Settings, feed: str, file_name: str) -> None:
    """Take the name of a withdrawn file, and what was noted of it, from the ledger. `empty_purged` ends it, too.

    Raises `LakeError` where there is no such file, or where its rows still count.
    """
    entries = [entry for entry in read_entries(ledger_path(settings.ledger, feed)) if entry.file_name == file_name]
    if not entries:
        raise LakeError(
            f"{feed}: the ledger knows no file {file_name}; `complaints purge` takes its name as it is there"
        )
    if any(entry.status != "rejected" for entry in entries):
        raise LakeError(
            f"{feed}/{file_name} still counts; move it to {settings.landing / feed / WITHDRAWN}, run once, and start "
            "again"
        )
    purged = read_purged(settings)
    names = purged.files.get(feed, frozenset()) | {purged.file_hash(feed, file_name)}
    write_purged(settings, replace(purged, is_under_way=True, files={**purged.files, feed: names}))
    empty_purged(settings)


def files_with(settings: Settings, rows: Collection[FoundRow]) -> dict[Path, list[int]]:
    """The files of the landing zone that hold the rows, as they landed, with the numbers of the rows."""
    found: dict[Path, list[int]] = {}
    for feed in sorted({row.feed for row in rows}):
        source = settings.landing / feed
        named = [files_by_name(folder, settings.token_key) for folder in (source, source / WITHDRAWN)]
        for entry in read_entries(ledger_path(settings.ledger, feed)):
            numbers = {row.row_number for row in rows if (row.feed, row.content_hash) == (feed, entry.content_hash)}
            for paths in named:
                if numbers and entry.file_name in paths:
                    found[paths[entry.file_name]] = sorted(numbers)
    return found


def _found(
    settings: Settings, numbers: Mapping[str, set[str]], tokens: Mapping[str, Mapping[str, str | None]]
) -> list[FoundRow]:
    wanted = {feed: set(numbers.get(feed, ())) for feed in FEEDS}
    while True:
        found = [row for feed in FEEDS for row in _matching(settings, feed, wanted, tokens.get(feed, {}))]
        more = {feed: {comparable(row.number) for row in found if row.feed == feed and row.number} for feed in FEEDS}
        if all(more[feed] <= wanted[feed] for feed in FEEDS):
            return found
        wanted = {feed: wanted[feed] | more[feed] for feed in FEEDS}


def _matching(
    settings: Settings, feed: str, wanted: Mapping[str, set[str]], tokens: Mapping[str, str | None]
) -> Iterator[FoundRow]:
    linking, link, linked = _LINK
    for path in _loads(settings, feed):
        present = set(pq.read_schema(path).names)
        columns = [name for name in (NUMBER, link, *tokens) if name in present]
        for batch in pq.ParquetFile(path).iter_batches(
            columns=[*columns, "_content_hash", "_file_name", "_row_number"]
        ):
            for row in batch.to_pylist():
                number = row.get(NUMBER)
                is_linked = feed == linking and comparable(row.get(link) or "") in wanted[linked]
                has_token = any(token and row.get(name) == token for name, token in tokens.items())
                if has_token or is_linked or (number and comparable(number) in wanted[feed]):
                    yield FoundRow(feed, row["_content_hash"], row["_file_name"], row["_row_number"], number)


def _loads(settings: Settings, feed: str) -> list[Path]:
    folder = settings.lake / feed
    paths = sorted(folder.glob("*.parquet")) if folder.is_dir() else []
    return [path for path in paths if path.name != lake.SCHEMA_FILE]


def _empty(path: Path, feed: str, purged: PurgedRows) -> None:
    present = pq.read_schema(path)
    columns = [name for name in (NUMBER, "_content_hash", "_row_number", "_row_problems") if name in present.names]
    key = pq.read_table(path, columns=columns)
    is_due = zip(purged.where(feed, key), key["_row_problems"].to_pylist(), strict=True)
    if not any(is_purged and problem != "purged" for is_purged, problem in is_due):
        return
    tables = (pa.Table.from_batches([batch]) for batch in pq.ParquetFile(path).iter_batches(lake.ROWS_PER_GROUP))
    with replacing(path) as temporary:
        lake.write_tables(temporary, present, purged.without_content(feed, tables))


def _forget(path: Path, feed: str, purged: PurgedRows) -> None:
    lines = ledger_lines(path) if path.exists() else []
    names = {
        line.file_name
        for line in lines
        if line.status == "rejected" and purged.file_hash(feed, line.file_name) in purged.files[feed]
    }
    if names:
        with replacing(path) as temporary:
            temporary.write_bytes(b"".join(written(_forgotten(line, names)) for line in lines))


def _forgotten(entry: LedgerEntry, names: Collection[str]) -> LedgerEntry:
    if entry.file_name in names:
        substitute = f"purged-{entry.content_hash[:8] or 'unread'}"
        return replace(entry, file_name=substitute, error="was withdrawn and purged", notes=[], unknown_columns=[])
    for name in names:
        if entry.error and name in entry.error:
            entry = replace(entry, error=entry.error.replace(name, "a purged file"))
    return entry
