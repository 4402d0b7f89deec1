"""Keeping the start page as new as the release, for whoever publishes, leads readers back, or makes a report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from orchestration.file_modes import open_to_readers
from orchestration.report.start_page.writing import write_start_page
from orchestration.settings import Settings


def keep_start_page(settings: Settings, say: Callable[[str], None]) -> Path | None:
    """Write the start page anew and return it; None, and a note, where that fails, which must stop nothing else."""
    try:
        page = write_start_page(settings)
    # whatever a release of another version holds, or a disk refuses
    except Exception as error:
        say(f"The start page could not be written: {type(error).__name__}: {error}")
        return None
    open_to_readers(settings.reports)
    return page
