"""The report of one branch: three pages of any branch, period and release, and what they say."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from orchestration.report.content.branch import build_branch_report
from orchestration.report.document import Chart, Document, plain
from orchestration.report.figures import LANGUAGES, Language
from orchestration.report.periods import Period, period
from orchestration.report.release import NoSuchCellError, ReleaseReader
from orchestration.report.sources import read_source
from tests.conftest import BundledRun
from tests.report.lacking import BARE, BROKEN, ODD
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


def test_all_branches_are_told_of_in_seconds(bundled: ReleaseReader):
    codes = [row["branch_code"] for row in bundled.rows("dim_branch")]
    before = time.process_time()

    documents = [build_branch_report(bundled, Period(2011), code, "en") for code in codes]

    assert time.process_time() - before < 6
    assert {len(document.pages) for document in documents} == {3}
    assert len({document.key for document in documents}) == len(codes) > 36


def test_a_branch_s_place_by_count_and_by_rate_is_told_with_what_chance_leaves_open(bundled: ReleaseReader):
    document = build_branch_report(bundled, Period(2011), "heilongjiang", "en")

    told = said(document)
    assert told[0].startswith("Heilongjiang, Call center, Operations: 109 complaints in 2011, down 27.8% from 151")
    assert "Call center, Operations: rank 4 of 36 branches by count, with 5.2% of the complaints." in told
    assert (
        "Call center, Operations: 64.3 complaints were to be expected by the branch's business, an index of 1.70. That "
        "is above the 95% limit of the funnel; by rate it has rank 1, and chance leaves 1 to 6 open." in told
    )
    [funnel] = [block for block in document.pages[0].blocks if isinstance(block, Chart)]
    assert [plain(point.label) for point in funnel.points if point.is_named] == ["Heilongjiang"]
    assert [point.role for point in funnel.points if point.role] == ["bad"]


def test_a_branch_is_told_of_in_both_feeds(bundled: ReleaseReader):
    told = said(build_branch_report(bundled, Period(2011), "henan", "zh"))

    assert "2011年，总公司受理的河南业管投诉9件，上年同期11件，同比下降18.2%。" in told
    assert "呼叫中心：截至2011-12-31，未结案件22件，其中已逾期8件。" in told
    assert "总公司：无未结案件。" in told
    assert "总公司受理的河南业管投诉中，保全、理赔并列第一，各4件，各占全部9件的44.4%。" in told


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
    assert "Call center, Operations: without exposure there is no rate and no place in the funnel." in told
    assert "No complaint of the branch has a controllable cause in this time." in told
    assert not any("Head office" in sentence for sentence in told)


def test_a_time_that_no_feed_has_is_three_lines(bundled: ReleaseReader):
    document = build_branch_report(bundled, Period(2015), "henan", "en")

    assert_whole(bundled, document)
    assert said(document)[1::2] == ["No feed has data of this time."] * 3


def test_a_branch_that_the_release_does_not_know_is_an_error(bundled: ReleaseReader):
    with pytest.raises(NoSuchCellError, match="atlantis"):
        build_branch_report(bundled, Period(2011), "atlantis", "en")
