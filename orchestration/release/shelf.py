"""What lies in `published/releases/`: the releases in order, damaged ones, and what does not belong there.

Only reads. A folder is known by its name and its manifest together, so that a copy of one is not taken for a release.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from orchestration.lake_identity import lake_id
from orchestration.release.holds import ROLLBACKS, hold
from orchestration.release.manifest import Manifest, manifest_at
from orchestration.settings import Settings

TIME_IN_ID = "%Y%m%dT%H%M%SZ"

_RELEASE_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")
_IN_PUBLISHED = {"complaints.duckdb", "manifest.json", "parquet", "releases", ".candidate", ROLLBACKS}


@dataclass(frozen=True)
class Shelf:
    """`releases` by id, oldest first; `damaged` are ids of folders whose manifest cannot be read; `unfinished` are
    folders that a killed run left; `strays` is everything that this project did not put there."""

    releases: dict[str, Manifest]
    damaged: list[str]
    unfinished: list[Path]
    strays: list[Path]

    @property
    def ids(self) -> list[str]:
        """All releases, damaged ones included, oldest first."""
        return sorted([*self.releases, *self.damaged])

    @property
    def newest(self) -> Manifest | None:
        """The newest release whose manifest can be read."""
        return next(reversed(self.releases.values()), None)


def shelf_of(settings: Settings) -> Shelf:
    """What lies there now; an empty shelf where there is no such folder."""
    shelf = Shelf({}, [], [], [])
    for path in sorted(settings.releases.iterdir()) if settings.releases.is_dir() else []:
        manifest = manifest_at(path / "manifest.json")
        if _is_release_id(path.name.removeprefix(".")) and path.is_dir() and path.name.startswith("."):
            shelf.unfinished.append(path)
        elif not (_is_release_id(path.name) and path.is_dir()) or (manifest and manifest.release_id != path.name):
            shelf.strays.append(path)
        elif manifest:
            shelf.releases[path.name] = manifest
        else:
            shelf.damaged.append(path.name)
    if settings.published.is_dir():
        known = _IN_PUBLISHED | {f".{name}.new" for name in _IN_PUBLISHED}
        shelf.strays.extend(path for path in sorted(settings.published.iterdir()) if path.name not in known)
    return shelf


def newest_release(settings: Settings) -> Manifest | None:
    """The manifest of the newest complete release, to which readers may not have been led yet, or None."""
    return shelf_of(settings).newest


def current_manifest(settings: Settings) -> Manifest | None:
    """The manifest of the release that readers see, or None before the first one.

    Where it cannot be read, that of the release to which they were led back, or the newest, takes its place: the next
    run leads readers there.
    """
    pointed = manifest_at(settings.published / "manifest.json")
    if pointed:
        return pointed
    held, shelf = hold(settings), shelf_of(settings)
    return shelf.releases.get(held.led_to, shelf.newest) if held else shelf.newest


def published_loads(settings: Settings) -> dict[str, int]:
    """The highest load sequence of each feed in the release that readers see; a feed never published is absent.

    A release that was made from another lake says nothing of the loads of this one.
    """
    manifest = current_manifest(settings)
    if manifest is None or manifest.lake_id not in (None, lake_id(settings.lake)):
        return {}
    return dict(manifest.loads)


def next_number(settings: Settings) -> int:
    """The number of a release that is made now; those of earlier versions, which have none, count as far as kept."""
    shelf = shelf_of(settings)
    return 1 + (max((release.number for release in shelf.releases.values()), default=0) or len(shelf.ids))


def latest_time(settings: Settings) -> datetime | None:
    """When the latest release was made of which there is a trace; None before the first one."""
    pointed = manifest_at(settings.published / "manifest.json")
    ids = [*shelf_of(settings).ids, *([pointed.release_id] if pointed else [])]
    times = [time for time in map(_time_in, ids) if time]
    return max(times, default=None)


def time_after(latest: datetime | None) -> datetime:
    """Now, to the second, but always later than `latest`: names must sort in order of publishing."""
    now = datetime.now(UTC).replace(microsecond=0)
    return now if latest is None else max(now, latest + timedelta(seconds=1))


def _is_release_id(name: str) -> bool:
    return _RELEASE_ID.fullmatch(name) is not None and _time_in(name) is not None


def _time_in(release_id: str) -> datetime | None:
    try:
        return datetime.strptime(release_id.split("-")[0], TIME_IN_ID).replace(tzinfo=UTC)
    except ValueError:
        return None
