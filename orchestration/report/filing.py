"""The folder of reports: where a report's files lie, and putting them there.

    reports/2011/complaints-2011-H1.zh.pptx
    reports/2011/branches/complaints-2011-H1.beijing.zh.html

A file takes the place of the one before it when it is whole. Everybody may read it, as what is published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from orchestration.durable import replacing
from orchestration.file_modes import open_to_readers
from orchestration.locks import locked
from orchestration.report.document import Document
from orchestration.settings import Settings

# what writes each kind of file: libraries that take a second to import, and only where there is such a file to write
_WRITERS = {
    "pptx": ("orchestration.report.slides", "write_slides"),
    "html": ("orchestration.report.page", "write_page"),
    "xlsx": ("orchestration.report.workbook", "write_workbook"),
}
FORMATS = tuple(_WRITERS)


@contextmanager
def having_reports(settings: Settings) -> Iterator[None]:
    """Have the folder of reports alone: two who write one file would take it from each other."""
    settings.reports.mkdir(parents=True, exist_ok=True)
    with locked(settings.reports / ".lock"):
        yield
        open_to_readers(settings.reports)


def write_files(
    settings: Settings, document: Document, formats: Sequence[str], branch: str | None = None
) -> list[Path]:
    """Write a document in each format, as the whole report or that of a branch, and return the files."""
    period = document.period
    folder = settings.reports / f"{period.year}" / ("branches" if branch is not None else "")
    folder.mkdir(parents=True, exist_ok=True)
    name = ".".join([f"complaints-{period.name}", *([branch] if branch is not None else []), document.language])
    written = []
    for each in formats:
        path = folder / f"{name}.{each}"
        with replacing(path) as temporary:
            writer(each)(document, temporary)
        written.append(path)
    return written


def writer(name: str) -> Callable[[Document, Path], None]:
    """What writes a format."""
    module, function = _WRITERS[name]
    write: Callable[[Document, Path], None] = getattr(import_module(module), function)
    return write
