"""Making reports: of a whole period, or of its branches, from one release."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from orchestration.release.manifest import Manifest
from orchestration.report.branches import Branches, make_in_processes
from orchestration.report.content.branch import BRANCH, build_branch_report
from orchestration.report.content.report import build_report
from orchestration.report.figures import LANGUAGES, Language
from orchestration.report.filing import FORMATS, having_reports, write_files, writer
from orchestration.report.periods import Period, read_period
from orchestration.report.provenance import Stamp
from orchestration.report.release import ReleaseReader, opened
from orchestration.settings import Settings

BRANCH_FORMATS = ("pptx", "html")


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
    with having_reports(settings), opened(settings, release) as reader:
        written: list[Path] = []
        for language in languages:
            written += write_files(settings, build_report(reader, period, language), formats)
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
    with having_reports(settings):
        return make_in_processes(
            Branches(settings, release, period, tuple(languages), tuple(formats), tuple(branches or known))
        )


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
        writer(kind)(document, path)
        return path.read_bytes()


def branch_codes(reader: ReleaseReader) -> list[str]:
    """The branches that a release ranks, in the order in which they are shown."""
    ranked = {row["branch_code"] for row in reader.rows("branch_ranking")}
    shown = reader.rows("dim_branch", "display_order, branch_code")
    return [row["branch_code"] for row in shown if row["branch_code"] in ranked]
