"""Leading readers back to an earlier release, and on again.

A release to which readers were led back is theirs until somebody leads them on: a run makes newer ones, and says that
nobody sees them.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from orchestration.release.archived_history import restore
from orchestration.release.history import IN_PARQUET
from orchestration.release.holds import hold, record_move
from orchestration.release.manifest import ADDED_ROWS, Manifest
from orchestration.release.mending import lead_readers_to
from orchestration.release.notes import Say
from orchestration.release.refusal import ReleaseRefusedError
from orchestration.release.shelf import current_manifest, shelf_of
from orchestration.release.verification import wrong_files
from orchestration.settings import Settings


def lead_readers_on(settings: Settings, newest: Manifest, say: Say, is_new: bool) -> None:
    """Lead readers to the newest release, unless they were led back to an earlier one: there they stay."""
    held = hold(settings)
    if held is None or held.led_to == newest.release_id:
        lead_readers_to(settings, newest, say, is_new)
        return
    kept = shelf_of(settings).releases.get(held.led_to)
    if kept is None:
        record_move(settings, held.led_to, newest.release_id, "The release is lost.", holds=False)
        say(f"Release {held.led_to}, to which readers had been led back, is lost: they see {newest.release_id}.")
        lead_readers_to(settings, newest, say, is_new)
        return
    say(
        f"Readers stay with release {kept.release_id}, to which they were led back on {held.at[:10]} "
        f"({held.reason.rstrip('.')}). `complaints release rollback {newest.release_id}` leads them to the newest one."
    )
    lead_readers_to(settings, kept, say, is_new=False)


def roll_back(settings: Settings, release: Manifest, reason: str, say: Say) -> None:
    """Lead readers to `release` and keep them there; to the newest one, and they see what is published from then on.

    Raises `ReleaseRefusedError`, and changes nothing, if a file of that release is lost or damaged.
    """
    folder, shelf = settings.releases / release.release_id, shelf_of(settings)
    damaged = wrong_files(folder, release)
    if damaged:
        raise ReleaseRefusedError(
            f"Release {release.release_id} cannot be read whole: {', '.join(damaged)} in {folder} had been lost or "
            "damaged. Take another."
        )
    if release.figure_history == ADDED_ROWS:
        release = _with_whole_history(settings, folder, release)
    current = current_manifest(settings)
    is_newest = shelf.newest is not None and release.release_id == shelf.newest.release_id
    record_move(settings, current.release_id if current else "", release.release_id, reason, holds=not is_newest)
    lead_readers_to(settings, release, say, is_new=True)


def _with_whole_history(settings: Settings, folder: Path, release: Manifest) -> Manifest:
    """The release with the history of figures as readers had it then, of which its archive kept the rows added."""
    newest = shelf_of(settings).newest
    kept = newest.files.get(IN_PARQUET) if newest else None
    whole = settings.releases / (newest or release).release_id / IN_PARQUET
    if kept is None or not kept.is_at(whole):
        raise ReleaseRefusedError(
            f"The history of figures of {release.release_id} is to be had from the newest release, whose {IN_PARQUET} "
            "had been lost or damaged: run the whole job once, which mends it."
        )
    scratch = settings.published / ".candidate" / "scratch"
    try:
        return restore(folder, release, whole, scratch)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
