"""A release by what people call it: its number, its id, the beginning of that, `current` or `newest`."""

from __future__ import annotations

from orchestration.release.manifest import Manifest
from orchestration.release.shelf import current_manifest, shelf_of
from orchestration.settings import Settings

CURRENT, NEWEST = "current", "newest"

# the date
_SHORTEST_BEGINNING = 8


class UnknownReleaseError(LookupError):
    """No release is called that, or several are. The message names those that there are."""


def find_release(settings: Settings, name: str) -> Manifest:
    """The release of that name. Raises `UnknownReleaseError` if there is none, or more than one."""
    shelf = shelf_of(settings)
    if not shelf.ids:
        raise UnknownReleaseError("Nothing has been published yet: `complaints run` makes a release.")
    named = {CURRENT: current_manifest(settings), NEWEST: shelf.newest}
    if found := named.get(name):
        return found
    matching = [release for release in shelf.releases.values() if _is_called(release, name)]
    if len(matching) == 1:
        return matching[0]
    damaged = [f"{release_id} (its manifest is lost or damaged)" for release_id in shelf.damaged]
    known = ", ".join([*(_called(release) for release in matching or shelf.releases.values()), *damaged])
    which = f"Several releases are called {name!r}" if matching else f"No release is called {name!r}"
    raise UnknownReleaseError(f"{which}; there are: {known}.")


def _is_called(release: Manifest, name: str) -> bool:
    """A few digits are a number, and not the beginning of the time in an id."""
    if len(name) < _SHORTEST_BEGINNING:
        return release.number > 0 and str(release.number) == name
    return release.release_id.startswith(name)


def _called(release: Manifest) -> str:
    return f"{release.number} ({release.release_id})" if release.number else release.release_id
