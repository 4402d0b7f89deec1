"""The slides in LibreOffice: all of them are printed, and what it saves is read as before."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from pptx import Presentation

from orchestration.report.figures import LANGUAGES
from orchestration.report.slides import read_slides, write_slides
from tests.report.sample import sample
from tests.report.test_report_slides_reading import holds

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (shutil.which("soffice") and shutil.which("pdfinfo")), reason="LibreOffice is not installed"
    ),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    for language in LANGUAGES:
        write_slides(sample(language), folder / f"{language}.pptx")
    return folder


def converted(folder: Path, kind: str) -> Path:
    """The folder of what LibreOffice makes of all slides of a folder."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    target = folder / kind
    files = [str(folder / f"{language}.pptx") for language in LANGUAGES]
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(target), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return target


def test_all_slides_are_printed(folder: Path) -> None:
    printed = converted(folder, "pdf")
    for language in LANGUAGES:
        slides = len(Presentation(str(folder / f"{language}.pptx")).slides)
        said = subprocess.run(["pdfinfo", printed / f"{language}.pdf"], check=True, capture_output=True, text=True)
        assert f"Pages: {slides}" in " ".join(said.stdout.split())


def test_what_is_saved_there_is_read_as_before(folder: Path) -> None:
    """Placeholders get other names, runs are joined, and sheets of charts are left out, but each number is found."""
    saved = converted(folder, "pptx")
    for language in LANGUAGES:
        found = list(read_slides(saved / f"{language}.pptx"))
        assert len(found) > 1000
        assert [shown for shown in found if not holds(shown)] == []
