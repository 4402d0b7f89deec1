"""A report's file, whatever its kind: which release it is of, and the numbers that it shows."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

from lxml import etree, html

from orchestration.report.provenance import Shown, Stamp

_READERS = {
    ".pptx": ("orchestration.report.slides", "read_slides"),
    ".html": ("orchestration.report.page", "read_page"),
    ".xlsx": ("orchestration.report.workbook", "read_workbook"),
}

_CORE = "docProps/core.xml"
_KEYWORDS = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}keywords"
_META = "release"


class NotAReportError(ValueError):
    """A file is no report of this warehouse, or is damaged. The message says which, and what to do."""


def stamp_of(path: Path) -> Stamp:
    """Which report a file is, and of which release it was made.

    Raises `NotAReportError`, and `OSError` if it cannot be read.
    """
    if path.suffix not in _READERS:
        kinds = ", ".join(_READERS)
        raise NotAReportError(f"{path} is no report: its name ends in none of {kinds}.")
    text = _stamp_of_page(path) if path.suffix == ".html" else _stamp_of_office(path)
    try:
        return Stamp.read(text or "")
    except ValueError:
        raise NotAReportError(
            f"{path} is no report of this warehouse: it does not say of which release it was made."
        ) from None


def numbers_of(path: Path) -> list[Shown]:
    """All numbers that a report's file shows. Raises `NotAReportError` if it is damaged."""
    module, function = _READERS[path.suffix]
    read: Callable[[Path], Iterable[Shown]] = getattr(import_module(module), function)
    try:
        return list(read(path))
    except OSError:
        raise
    # libraries that read a damaged file raise whatever they come upon
    except Exception as error:
        raise _damaged(path) from error


def _stamp_of_office(path: Path) -> str | None:
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.testzip() is not None:
                raise _damaged(path)
            core = archive.read(_CORE)
        stamp: str | None = etree.fromstring(core).findtext(_KEYWORDS)
        return stamp
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, EOFError) as error:
        raise _damaged(path) from error


def _stamp_of_page(path: Path) -> str | None:
    content = path.read_bytes()
    if not content.rstrip().lower().endswith(b"</html>"):
        raise _damaged(path)
    found = html.fromstring(content).xpath(f"//meta[@name='{_META}']/@content")
    return str(found[0]) if found else None


def _damaged(path: Path) -> NotAReportError:
    return NotAReportError(f"{path} is damaged, or is no report: it cannot be read whole. Make it again.")
