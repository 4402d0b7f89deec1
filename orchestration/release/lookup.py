"""A release by what people call it: its number, its id, the beginning of that, `current` or `newest`."""

from __future__ import annotations

from orchestration.release.manifest import Manifest
from orchestration.release.shelf import current_manifest, shelf_of
from orchestration.settings import Settings

CURRENT, NEWEST = "current", "newest"


class UnknownReleaseError(LookupError):
    """No release is called that, or several are. The message names those that there are."""


def find_release(settings: Settings, name: str) -> Manifest:
    """The release of that name. Raises `UnknownReleaseError` if there is none, or more than one."""
    shelf = shelf_of(settings)
    named = {CURRENT: current_manifest(settings), NEWEST: shelf.newest}
    if found := named.get(name):
        return found
    matching = [
        release
        for release in shelf.releases.values()
        if release.release_id.startswith(name) or (release.number and str(release.number) == name)
    ]
    exact = [release for release in matching if name in (release.release_id, str(release.number))] or matching
    if len(exact) == 1:
        return exact[0]
    known = ", ".join(_called(release) for release in exact or shelf.releases.values()) or "none yet"
    which = f"Several releases are called {name!r}" if exact else f"No release is called {name!r}"
    raise UnknownReleaseError(f"{which}; there are: {known}.")


def _called(release: Manifest) -> str:
    return f"{release.number} ({release.release_id})" if release.number else release.release_id
