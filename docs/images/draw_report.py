"""Draws `report.*.png`, three slides and a page of the report on 2011: `python docs/images/draw_report.py`.

LibreOffice shows the slides, Chromium the page.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from pptx import Presentation

from orchestration.release.shelf import current_manifest
from orchestration.report.content.report import build_report
from orchestration.report.document import Document, plain
from orchestration.report.figures import Language
from orchestration.report.page import write_page
from orchestration.report.periods import period
from orchestration.report.release import opened
from orchestration.report.slides import write_slides
from orchestration.settings import Settings

# pages of the document, by their keys, with the language in which each is shown
_SLIDES: dict[str, Language] = {
    "system_wide_operations": "zh",
    "improvement_claims": "en",
    "funnel_call_center_operations": "en",
}
_PAGE_SIZE = "1280,1500"  # pixels


def main() -> None:
    """The pictures, of the release that readers see."""
    settings = Settings.from_env()
    release = current_manifest(settings)
    if release is None:
        raise SystemExit("There is no release to make a report of; `make run` makes one")
    with opened(settings, release) as reader, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for language in ("en", "zh"):
            document = build_report(reader, period(2011), language)
            _draw_slides(document, [key for key, shown in _SLIDES.items() if shown == language], folder)
            if language == "zh":
                _draw_page(document, folder)


def _draw_slides(document: Document, keys: list[str], folder: Path) -> None:
    deck = folder / f"{document.language}.pptx"
    write_slides(document, deck)
    profile = f"-env:UserInstallation=file://{folder}/office"
    _run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, deck)
    titles = [slide.shapes.title.text if slide.shapes.title else "" for slide in Presentation(str(deck)).slides]
    for key in keys:
        (page,) = (page for page in document.pages if page.key == key)
        number = titles.index(plain(page.title)) + 1
        # pdftoppm gives the name its suffix
        target = _picture(f"slide.{key}.{document.language}").with_suffix("")
        one = ("-f", number, "-l", number, "-singlefile")
        _run("pdftoppm", "-png", "-r", 96, *one, deck.with_suffix(".pdf"), target)


def _draw_page(document: Document, folder: Path) -> None:
    page = folder / "page.html"
    write_page(document, page)
    flags = ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--virtual-time-budget=20000")
    picture = f"--screenshot={_picture(f'page.{document.language}')}"
    _run(
        "chromium", *flags, f"--user-data-dir={folder}/chromium", f"--window-size={_PAGE_SIZE}", picture, page.as_uri()
    )


def _picture(name: str) -> Path:
    return Path(__file__).with_name(f"report.{name}.png")


def _run(*words: object) -> None:
    subprocess.run([str(word) for word in words], check=True, capture_output=True)


if __name__ == "__main__":
    main()
