"""Making the files of a report: of a whole period, or of its branches, from one release.

    reports/2011/complaints-2011-H1.zh.pptx
    reports/2011/branches/complaints-2011-H1.beijing.zh.html

A file takes the place of the one before it when it is whole. Everybody may read it, as what is published.
"""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

from orchestration.durable import replacing
from orchestration.file_modes import open_to_readers
from orchestration.locks import locked
from orchestration.release.manifest import Manifest
from orchestration.report.content.branch import BRANCH, build_branch_report
from orchestration.report.content.report import build_report
from orchestration.report.document import Document
from orchestration.report.figures import LANGUAGES, Language
from orchestration.report.periods import Period, read_period
from orchestration.report.provenance import Stamp
from orchestration.report.release import ReleaseReader, opened
from orchestration.settings import Settings

# what writes each kind of file: libraries that take a second to import, and only where there is such a file to write
_WRITERS = {
    "pptx": ("orchestration.report.slides", "write_slides"),
    "html": ("orchestration.report.page", "write_page"),
    "xlsx": ("orchestration.report.workbook", "write_workbook"),
}
FORMATS = tuple(_WRITERS)
BRANCH_FORMATS = ("pptx", "html")

# a process that makes reports holds up to 250 MB
_MOST_PROCESSES = 2
_FEWEST_IN_PROCESS = 4


class UnknownBranchError(LookupError):
    """A release knows no such branch. The message names those that it knows."""


def make_report(
    settings: Settings,
    release: Manifest,
    period: Period,
    languages: Sequence[Language] = LANGUAGES,
    formats: Sequence[str] = FORMATS,
) -> list[Path]:
    """Write the report of a period in each language and format, and return the files.

    Raises `duckdb.Error` if the release cannot be read, and `OSError` if a file cannot be written.
    """
    with _writing(settings), opened(settings, release) as reader:
        written: list[Path] = []
        for language in languages:
            document = build_report(reader, period, language)
            written += _write(document, _folder(settings, period), f"{period.name}.{language}", formats)
        return written


def make_branch_reports(
    settings: Settings,
    release: Manifest,
    period: Period,
    languages: Sequence[Language] = LANGUAGES,
    formats: Sequence[str] = BRANCH_FORMATS,
    branches: Sequence[str] = (),
) -> list[Path]:
    """Write the reports of branches, of all that the release ranks if none is named, and return the files.

    Raises `UnknownBranchError` for a branch that the release does not know, and what `make_report` raises.
    """
    with opened(settings, release) as reader:
        known = branch_codes(reader)
    unknown = set(branches) - set(known)
    if unknown:
        raise UnknownBranchError(f"No branch is called {', '.join(sorted(unknown))}; there are: {', '.join(known)}.")
    task = _Branches(settings, release, period, tuple(languages), tuple(formats), tuple(branches or known))
    with _writing(settings):
        return _in_processes(task)


def made_again(settings: Settings, release: Manifest, stamp: Stamp, kind: str) -> bytes:
    """The file that a stamp tells of, as this version makes it of its release; `kind` is one of `FORMATS`.

    Raises what `make_report` raises, and `NoSuchCellError` where the release has no such branch.
    """
    language: Language = "zh" if stamp.language == "zh" else "en"
    with opened(settings, release) as reader, tempfile.TemporaryDirectory() as folder:
        asked = read_period(stamp.period)
        if stamp.report.startswith(BRANCH):
            document = build_branch_report(reader, asked, stamp.report.removeprefix(BRANCH), language)
        else:
            document = build_report(reader, asked, language)
        path = Path(folder) / f"again.{kind}"
        _writer(kind)(document, path)
        return path.read_bytes()


def branch_codes(reader: ReleaseReader) -> list[str]:
    """The branches that a release ranks, in the order in which they are shown."""
    ranked = {row["branch_code"] for row in reader.rows("branch_ranking")}
    return [
        row["branch_code"]
        for row in reader.rows("dim_branch", "display_order, branch_code")
        if row["branch_code"] in ranked
    ]


def _folder(settings: Settings, period: Period) -> Path:
    return settings.reports / f"{period.year}"


def _write(document: Document, folder: Path, name: str, formats: Sequence[str]) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for each in formats:
        path = folder / f"complaints-{name}.{each}"
        with replacing(path) as temporary:
            _writer(each)(document, temporary)
        written.append(path)
    return written


def _writer(name: str) -> Callable[[Document, Path], None]:
    module, function = _WRITERS[name]
    writer: Callable[[Document, Path], None] = getattr(import_module(module), function)
    return writer


@contextmanager
def _writing(settings: Settings) -> Iterator[None]:
    """Have the folder of reports alone: two who write one file would take it from each other."""
    settings.reports.mkdir(parents=True, exist_ok=True)
    with locked(settings.reports / ".lock"):
        yield
        open_to_readers(settings.reports)


@dataclass(frozen=True)
class _Branches:
    """Reports of branches that one process makes, one after the other."""

    settings: Settings
    release: Manifest
    period: Period
    languages: tuple[Language, ...]
    formats: tuple[str, ...]
    codes: tuple[str, ...]

    def make(self) -> list[Path]:
        """Write them, and return the files."""
        folder = _folder(self.settings, self.period) / "branches"
        written: list[Path] = []
        with opened(self.settings, self.release) as reader:
            for code in self.codes:
                for language in self.languages:
                    document = build_branch_report(reader, self.period, code, language)
                    name = f"{self.period.name}.{code}.{language}"
                    written += _write(document, folder, name, self.formats)
        return written


def _in_processes(task: _Branches) -> list[Path]:
    """Share out the branches among processes, unless they are few: a process takes seconds to start."""
    processes = min(_MOST_PROCESSES, os.cpu_count() or 1, len(task.codes) // _FEWEST_IN_PROCESS)
    if processes < 2:
        return task.make()
    parts = [replace(task, codes=task.codes[first::processes]) for first in range(processes)]
    # started anew: what this process has of threads and open databases must not be inherited
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        return sorted(path for written in pool.map(_Branches.make, parts) for path in written)
