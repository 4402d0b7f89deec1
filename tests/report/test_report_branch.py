"""The report of one branch: three pages of any branch, period and release, and what they say."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pptx import Presentation

from orchestration.report.content.branch import build_branch_report
from orchestration.report.content.context import labels
from orchestration.report.document import Chart, Document, plain
from orchestration.report.figures import LANGUAGES, Language
from orchestration.report.periods import Period, period
from orchestration.report.release import ReleaseReader
from orchestration.report.slides import write_slides
from orchestration.report.sources import read_source
from orchestration.report.statements.branch import BRANCH_BY_COUNT, BRANCH_BY_RATE
from orchestration.report.statements.next_steps import CASES_OPEN
from orchestration.report.statements.rankings import CATEGORIES_FIRST
from tests.conftest import BundledRun
from tests.report.lacking import BARE, BROKEN, ODD, tells
from tests.report.parts_of_documents import figures, texts, texts_of_page
from tests.report.releases import altered, whole


@pytest.fixture(scope="module")
def bundled(bundled_run: BundledRun) -> Iterator[ReleaseReader]:
    with whole(bundled_run.settings) as reader:
        yield reader


def said(document: Document) -> list[str]:
    return [plain(text) for page in document.pages for text in texts_of_page(page)]


def assert_whole(reader: ReleaseReader, document: Document) -> None:
    """Three pages, each with one chart or table at most, whose numbers are what their sources give."""
    assert [page.key for page in document.pages] == ["place", "when", "why"]
    for page in document.pages:
        assert plain(page.title)
        assert sum(not hasattr(block, "tone") and hasattr(block, "key") for block in page.blocks) <= 1
    for key, text in texts(document):
        for run in text:
            if run.figure is None:
                assert not any(character.isdigit() for character in run.text), (key, run.text)
    for key, figure in figures(document):
        assert reader.value(read_source(str(figure.source))) == figure.value, (key, str(figure.source))


@pytest.mark.parametrize("name", [None, "H1"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_number_of_a_branch_is_what_its_source_gives(bundled: ReleaseReader, language: Language, name: str | None):
    for code in ("henan", "tibet"):
        assert_whole(bundled, build_branch_report(bundled, period(2011, name), code, language))


@pytest.mark.parametrize("release", [BARE, ODD, BROKEN], ids=["bare", "odd", "broken"])
def test_a_branch_has_three_pages_in_any_release(
    bundled_run: BundledRun, tmp_path_factory: pytest.TempPathFactory, release: tuple[str, ...]
):
    with altered(bundled_run.settings, tmp_path_factory.mktemp("altered"), *release) as reader:
        for code in ("henan", "hainan"):
            assert_whole(reader, build_branch_report(reader, Period(2011), code, "zh"))


def test_a_dozen_branches_are_told_of_in_two_seconds(bundled: ReleaseReader):
    codes = [row["branch_code"] for row in bundled.rows("dim_branch", "display_order")][:12]
    before = time.process_time()

    documents = [build_branch_report(bundled, Period(2011), code, "en") for code in codes]

    assert time.process_time() - before < 2
    assert [document.key for document in documents] == [f"branch_{code}" for code in codes]


def test_a_branch_s_place_by_count_and_by_rate_is_told_with_what_chance_leaves_open(bundled: ReleaseReader):
    document = build_branch_report(bundled, Period(2011), "heilongjiang", "en")

    told = said(document)
    assert all(part in told[0] for part in ("Heilongjiang", "Operations", "109", "27.8%"))
    assert tells(
        told, "en", BRANCH_BY_COUNT, "some", who="Call center, Operations", rank="4", branches="36", share="5.2%"
    )
    place = {"expected": "64.3", "index": "1.70", "rank": "1", "low": "1", "high": "6"}
    assert tells(told, "en", BRANCH_BY_RATE, "above_95", who="Call center, Operations", **place)
    [funnel] = [block for block in document.pages[0].blocks if isinstance(block, Chart)]
    assert [plain(point.label) for point in funnel.points if point.is_named] == ["Heilongjiang"]
    assert [point.role for point in funnel.points if point.role] == ["bad"]


def test_a_branch_is_told_of_in_both_feeds(bundled: ReleaseReader):
    told = said(build_branch_report(bundled, Period(2011), "henan", "zh"))

    assert tells(told, "zh", BRANCH_BY_COUNT, "some", who="总公司·业管", rank="1", share="9.0%")
    assert tells(told, "zh", CASES_OPEN, "some_overdue", who="呼叫中心", n="22", overdue="8")
    assert tells(told, "zh", CASES_OPEN, "none", who="总公司")
    assert tells(told, "zh", CATEGORIES_FIRST, "tied", first=("保全", "理赔"), now="4", whole="9")


def test_months_that_are_not_whole_are_not_compared(bundled_run: BundledRun, tmp_path_factory: pytest.TempPathFactory):
    gap = "update marts.feed_coverage set coverage = 'not_covered' where month = 3 and report_year = 2010"
    with altered(bundled_run.settings, tmp_path_factory.mktemp("gap"), gap) as reader:
        document = build_branch_report(reader, Period(2011), "henan", "en")

    [chart] = [block for block in document.pages[1].blocks if isinstance(block, Chart)]
    assert [point.values[1].value is None for point in chart.points] == [month == 3 for month in range(1, 13)]
    assert all(point.values[0].value is not None for point in chart.points)


def test_without_exposure_there_is_no_funnel_and_a_line_says_why(
    bundled_run: BundledRun, tmp_path_factory: pytest.TempPathFactory
):
    with altered(bundled_run.settings, tmp_path_factory.mktemp("bare"), *BARE) as reader:
        document = build_branch_report(reader, Period(2011), "henan", "en")

    assert not any(isinstance(block, Chart) for block in document.pages[0].blocks)
    told = said(document)
    assert tells(told, "en", BRANCH_BY_RATE, "no_index")
    assert not any("Head office" in sentence for sentence in told)


@pytest.mark.parametrize(("code", "year"), [("henan", 2015), ("atlantis", 2011)])
def test_a_time_and_a_branch_that_no_feed_has_are_three_lines(bundled: ReleaseReader, code: str, year: int):
    document = build_branch_report(bundled, Period(year), code, "en")

    assert_whole(bundled, document)
    assert said(document)[1::2] == [labels("pieces")["no_period"]["en"]] * 3


def test_a_branch_is_three_slides(bundled: ReleaseReader, tmp_path: Path):
    for language, code in zip(LANGUAGES, ("inner_mongolia", "heilongjiang"), strict=True):
        write_slides(build_branch_report(bundled, Period(2011), code, language), tmp_path / "slides.pptx")

        assert len(Presentation(str(tmp_path / "slides.pptx")).slides) == 3
