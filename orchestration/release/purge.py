"""Releases that are taken back, because they may hold what has been purged."""

from __future__ import annotations

import shutil

from orchestration.release.shelf import current_manifest
from orchestration.settings import Settings


def remove_earlier_releases(settings: Settings) -> int:
    """Remove every release but the one that readers see, and what a candidate left; returns how many.

    The history of published figures, which holds counts and rates alone, is in the one that stays.
    """
    current = current_manifest(settings)
    candidate = settings.published / ".candidate"
    if candidate.exists():
        shutil.rmtree(candidate)
    removed = 0
    for folder in sorted(settings.releases.iterdir()) if settings.releases.is_dir() else []:
        if folder.is_dir() and current and folder.name.lstrip(".") != current.release_id:
            hidden = folder.with_name(f".{folder.name.lstrip('.')}")
            folder.rename(hidden)
            shutil.rmtree(hidden)
            removed += 1
    return removed
