"""The reports that lie in a home, and which release each was made from."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from orchestration.report.figures import LANGUAGES
from orchestration.report.provenance import Stamp

FORMATS = ("html", "pptx", "xlsx")

_NAME = re.compile(
    rf"complaints-(?P<period>\d{{4}}(?:-\w+)*)(?:\.(?P<branch>\w+))?\.(?P<language>{'|'.join(LANGUAGES)})"
    rf"\.(?P<format>{'|'.join(FORMATS)})"
)
_IN_PAGE = re.compile(rb'<meta name="release" content="([^"]*)">')
_IN_OFFICE_FILE = re.compile(rb"<cp:keywords>([^<]*)</cp:keywords>")
_HEAD = 4096  # bytes of a page in which it says its release


@dataclass(frozen=True)
class ReportFile:
    """A file of a report; `branch` is None in the department's own."""

    path: Path
    period: str
    branch: str | None
    language: str
    format: str

    @cached_property
    def release(self) -> tuple[str, str] | None:
        """The id and hash of the release that it was made from; None where it does not say so."""
        try:
            found = _stamp_in(self.path)
            stamp = Stamp.read(found.decode()) if found else None
            return (stamp.release_id, stamp.release_hash) if stamp else None
        except (OSError, ValueError, KeyError, zipfile.BadZipFile):
            return None


def reports_in(folder: Path) -> Iterator[ReportFile]:
    """The reports in a folder of them, by name."""
    for path in sorted([*folder.glob("[0-9]*/complaints-*"), *folder.glob("[0-9]*/branches/complaints-*")]):
        match = _NAME.fullmatch(path.name)
        if match and (match["branch"] is not None) == (path.parent.name == "branches"):
            yield ReportFile(path, match["period"], match["branch"], match["language"], match["format"])


def _stamp_in(path: Path) -> bytes | None:
    if path.suffix == ".html":
        with path.open("rb") as file:
            match = _IN_PAGE.search(file.read(_HEAD))
    else:
        with zipfile.ZipFile(path) as archive:
            match = _IN_OFFICE_FILE.search(archive.read("docProps/core.xml"))
    return match[1] if match else None
