"""How long releases are kept, and which of them hold the whole history of figures.

The newest release and the one before it do, so that a reader who began before a publish ends with what it began with.
Older ones keep the rows that they added. What this project did not put there is named and left alone.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection

import duckdb

from orchestration.release.archived_history import trim
from orchestration.release.history import FIGURE_REVISIONS
from orchestration.release.holds import hold
from orchestration.release.manifest import WHOLE_HISTORY, Manifest
from orchestration.release.mending import MANIFEST
from orchestration.release.notes import Say
from orchestration.release.shelf import Shelf, current_manifest, shelf_of
from orchestration.settings import Settings

_WITH_WHOLE_HISTORY = 2


def keep_in_order(settings: Settings, newest: str, say: Say) -> None:
    """Prune releases, take the whole history from older ones, and name what is damaged or does not belong there.

    The release with the id `newest`, the one that readers see, and the one to which they were led back are neither
    pruned nor made smaller.
    """
    seen, held = current_manifest(settings), hold(settings)
    kept = {newest, *([seen.release_id] if seen else []), *([held.led_to] if held else [])}
    _prune(settings, kept, say)
    shelf = shelf_of(settings)
    for release_id in shelf.ids[:-_WITH_WHOLE_HISTORY]:
        manifest = shelf.releases.get(release_id)
        if release_id in kept or manifest is None:
            continue
        if manifest.figure_history == WHOLE_HISTORY and FIGURE_REVISIONS in manifest.row_counts:
            _try_to_trim(settings, manifest, say)
    _name_what_is_wrong(settings, shelf_of(settings), newest, say)


def _prune(settings: Settings, kept: Collection[str], say: Say) -> None:
    beyond = shelf_of(settings).ids[: -settings.releases_kept]
    surplus = [release_id for release_id in beyond if release_id not in kept]
    for release_id in surplus:
        hidden = settings.releases / f".{release_id}"
        (settings.releases / release_id).replace(hidden)
        shutil.rmtree(hidden)
    if surplus:
        span = surplus[0] if len(surplus) == 1 else f"{surplus[0]} to {surplus[-1]}"
        say(f"Releases removed, since {settings.releases_kept} are kept (COMPLAINTS_RELEASES_KEPT): {span}.")


def _try_to_trim(settings: Settings, manifest: Manifest, say: Say) -> None:
    folder = settings.releases / manifest.release_id
    try:
        trim(folder, manifest, settings.published / ".candidate" / "scratch")
    except (duckdb.Error, OSError) as error:
        reason = str(error).splitlines()[0]
        say(f"Release {manifest.release_id} keeps its copy of the history of figures: {reason}")


def _name_what_is_wrong(settings: Settings, shelf: Shelf, newest: str, say: Say) -> None:
    for path in shelf.strays:
        say(f"{path} is no part of any release, and is left alone.")
    for release_id in shelf.damaged:
        say(f"{settings.releases / release_id / MANIFEST} is lost or damaged: nothing reads that release any more.")
    for release_id, manifest in shelf.releases.items():
        folder = settings.releases / release_id
        lost = [name for name, file in manifest.files.items() if not file.has_size_of(folder / name)]
        if lost and release_id != newest:
            say(f"Release {release_id} cannot be read whole: {', '.join(lost)} had been lost or damaged.")
