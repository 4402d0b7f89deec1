"""The report's page in a browser: its charts are drawn, nobody is shut out, nothing is asked for, and it is printed."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from orchestration.report.document import ChartKind
from orchestration.report.page import write_page
from orchestration.report.start_page import write_start_page
from orchestration.settings import CHECKOUT
from tests.report.odd_charts import odd_charts
from tests.report.sample import sample
from tests.report.two_releases import two_releases_in

pytestmark = pytest.mark.slow

BROWSER = CHECKOUT / ".venv" / "browser" / "bin" / "python"
VISIT = Path(__file__).with_name("visit_page.py")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages as the browser saw them."""
    folder = tmp_path_factory.mktemp("seen")
    documents = {"report.zh.html": sample("zh"), "odd.en.html": odd_charts()}
    for name, document in documents.items():
        write_page(document, folder / name)
    pages = [folder / name for name in documents]
    pages.append(write_start_page(two_releases_in(folder)))
    subprocess.run([BROWSER, VISIT, folder, *pages], check=True)
    return folder


@pytest.fixture(params=["report.zh.html", "odd.en.html", "index.html"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def seen(name: str, folder: Path) -> Any:
    return json.loads((folder / "seen.json").read_text(encoding="utf-8"))[name]


def test_axe_finds_nothing_in_the_light_or_in_the_dark_on_wide_and_narrow_screens(seen: Any) -> None:
    assert {name: view["axe"] for name, view in seen["views"].items() if view["axe"]} == {}
    assert len(seen["views"]) == 4


def test_nothing_is_wider_than_the_window(seen: Any) -> None:
    assert {name: view["too_wide"] for name, view in seen["views"].items() if view["too_wide"]} == {}


def test_the_console_is_silent_and_nothing_is_asked_for(seen: Any) -> None:
    assert seen["console"] == []
    assert seen["requests"] == []


def test_a_number_in_focus_tells_its_source_and_no_number_is_a_stop_unless_asked_for(seen: Any, name: str) -> None:
    used = seen["used"]
    assert used["stops"] == [0, 0]
    # all numbers of the drawn report are the report's own
    assert used["tells"] is (name == "index.html")
    assert used["closed"]
    assert len(set(used["papers"])) == 2


def test_every_chart_is_drawn_at_every_width(folder: Path) -> None:
    seen = json.loads((folder / "seen.json").read_text(encoding="utf-8"))
    drawn = {page: {view["drawn"] for view in seen[page]["views"].values()} for page in seen}
    # of the odd ones two of each kind have nothing to draw
    assert drawn == {"report.zh.html": {2 * len(ChartKind)}, "odd.en.html": {4 * len(ChartKind)}, "index.html": {0}}


@pytest.mark.parametrize("report", ["report.zh", "odd.en"])
def test_it_is_printed_on_a4_with_its_charts(report: str, folder: Path) -> None:
    pdf = folder / f"{report}.pdf"
    told = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
    assert "A4" in told
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    # what is drawn is printed with its names, and what only a screen can use is not
    assert text.count({"report.zh": "续期收费", "odd.en": "Name 0"}[report]) > len(ChartKind)
    assert not any(word in text for word in ("Show sources", "显示数据来源", "Data of this chart", "本图数据"))
