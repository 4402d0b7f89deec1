"""What the report tells of improvement, of next steps and of branches by exposure, and where there is nothing to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from orchestration.report.content import (
    data_quality,
    improvement,
    next_steps,
    rates,
    reconciliation,
    revisions,
)
from orchestration.report.document import ChartKind, plain
from orchestration.report.release import ReleaseReader
from tests.conftest import BundledRun
from tests.report.lacking import BARE, ODD, Made, charts, made, said, tables
from tests.report.parts_of_documents import texts_of_page
from tests.report.releases import altered, whole


@pytest.fixture(scope="module")
def bundled(bundled_run: BundledRun) -> Iterator[ReleaseReader]:
    with whole(bundled_run.settings) as reader:
        yield reader


@pytest.fixture(scope="module")
def bare(bundled_run: BundledRun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReleaseReader]:
    with altered(bundled_run.settings, tmp_path_factory.mktemp("bare"), *BARE) as reader:
        yield reader


@pytest.fixture(scope="module")
def odd(bundled_run: BundledRun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReleaseReader]:
    with altered(bundled_run.settings, tmp_path_factory.mktemp("odd"), *ODD) as reader:
        yield reader


@pytest.mark.parametrize(
    ("section", "line"),
    [
        (improvement.section, "2011年无满意度调查数据，无法确定优先改进项目。"),
        (rates.section, "2011年各分公司均无保费及保单数据，无法计算按业务量的投诉率。"),
        (next_steps.section, "呼叫中心：无未结案件。"),
        (next_steps.section, "无客户重复投诉，重点关注名单为空。"),
        (next_steps.section, "呼叫中心：2011年投诉均未识别客户，无法统计重复投诉。"),
        (next_steps.section, "呼叫中心·业管：2,097件投诉中无可控投诉。"),
        (reconciliation.section, "没有可供核对的2011年已印发数字。"),
        (revisions.section, "此前各版均未发布2011年的数字，无修订可言。"),
        (data_quality.section, "没有收到任何数据行。"),
        (data_quality.section, "没有被拒收的文件。"),
        (data_quality.section, "各来源所用的值均能与基础数据匹配。"),
        (data_quality.section, "本版并非同时具备总公司与呼叫中心两个来源，不统计重合。"),
    ],
)
def test_where_there_is_nothing_a_line_says_so(bare: ReleaseReader, section: Made, line: str):
    found = made(section, bare, "zh")

    assert line in said(found)
    assert not charts(found)


@pytest.mark.parametrize("section", [improvement.section, rates.section])
def test_what_a_whole_year_alone_answers_is_a_line_in_the_report_of_a_part(bundled: ReleaseReader, section: Made):
    found = made(section, bundled, part="H1")

    assert [plain(text) for page in found.pages for text in texts_of_page(page)][1:] == [
        "Only a whole year answers this: see the report of the year."
    ]


@pytest.mark.parametrize("section", [improvement.section, rates.section, next_steps.section, revisions.section])
def test_of_a_year_without_data_each_section_says_a_line(bundled: ReleaseReader, section: Made):
    assert len(said(made(section, bundled, year=2015))) >= 2
    assert not charts(made(section, bundled, year=2015))


def test_items_that_are_bad_in_both_are_named_and_measured(bundled: ReleaseReader):
    found = made(improvement.section, bundled)

    told = said(found)
    assert (
        "Claims: bad in both the survey and the complaints, so first to improve: Claim decision and Speed of claim."
        in told
    )
    assert (
        "Speed of claim: 40.0% of the answers are dissatisfied (whole category: 27.3%), and 19.3% of the complaints "
        "speak of it (an even share: 16.7%). With a chance of 89.3%, its place is not sure." in told
    )
    assert (
        "Underwriting: no place can be given to Speed of issuance, since no cause of a complaint speaks of it." in told
    )
    claims = charts(found)["quadrants_claims"]
    assert claims.kind is ChartKind.QUADRANT
    assert [figure.written for figure in claims.split or ()] == ["16.7%", "27.3%"]
    assert [plain(point.label) for point in claims.points if point.role == "bad"] == [
        "Claim decision",
        "Speed of claim",
    ]


def test_a_category_without_a_bad_item_says_so(odd: ReleaseReader):
    assert "理赔：没有服务项目在满意度调查和投诉两方面均表现较差。" in said(made(improvement.section, odd, "zh"))


def test_open_cases_are_listed_by_branch_with_ties_named_together(odd: ReleaseReader):
    found = made(next_steps.section, odd)

    told = said(found)
    assert "Call center: 6 cases are open as of 2011-12-31, and overdue without exception." in told
    assert "Most overdue cases: Henan and Hubei, with 3 each." in told
    assert tables(found)["open_cases_call_center"] == [["Henan", "3", "3"], ["Hubei", "3", "3"]]
    assert any(sentence.endswith("over all feeds and years; nobody is on the watchlist.") for sentence in told)


def test_customers_are_counted_and_none_is_named(bundled: ReleaseReader):
    found = made(next_steps.section, bundled)

    listed = bundled.connection.execute(
        "select count(*) from marts.repeat_complainants where is_watchlisted"
    ).fetchone()
    assert listed
    assert any(f"{listed[0]} of them are on the watchlist." in sentence for sentence in said(found))
    tokens = {row["customer_token"] for row in bundled.rows("repeat_complainants")}
    assert not tokens & {word for sentence in said(found) for word in sentence.split()}
    assert "customer_token" not in repr(found)


def test_causes_name_all_branches_that_share_a_place_or_none(bundled: ReleaseReader):
    found = tables(made(next_steps.section, bundled))["causes_hq"]

    branches = {(cause, category): most for cause, category, most, _ in found}
    assert branches["Rider conversion", "Policy servicing"] == "Guangdong 2, Chongqing 1 and Henan 1"
    assert branches["Cumbersome procedure", "Policy servicing"] == "5 branches with 1 each"


def test_branches_outside_of_the_funnel_are_named_and_drawn(bundled: ReleaseReader):
    found = made(rates.section, bundled)

    assert "Above the 95% limits of the funnel: Heilongjiang." in said(found)
    assert any(sentence.startswith("The highest index is that of Heilongjiang: 1.70,") for sentence in said(found))
    funnel = charts(found)["funnel_call_center_operations"]
    assert [plain(point.label) for point in funnel.points if point.is_named] == ["Heilongjiang", "Sichuan"]
    expected = [point.values[0].value for point in funnel.points]
    assert expected == sorted(expected)
    assert funnel.limits
    assert len(funnel.limits.points) == len(funnel.points) == 36


def test_a_limit_of_the_funnel_as_an_index_parts_the_branches_as_their_band_does(bundled: ReleaseReader):
    """The index of a branch is outside of its own limits where its band says so, and only there."""
    funnel = charts(made(rates.section, bundled))["funnel_call_center_operations"]

    assert funnel.limits
    for point, limits in zip(funnel.points, funnel.limits.points, strict=True):
        index, (_, low, high, *_) = point.values[1].value, (figure.value for figure in limits)
        assert (low <= index <= high) is not point.is_named  # type: ignore[operator]


def test_few_branches_ties_and_a_branch_without_exposure_are_told(odd: ReleaseReader):
    told = said(made(rates.section, odd))

    assert "Above the 95% limits of the funnel: Henan and Hubei." in told
    assert "The highest index is shared by Henan and Hubei: 1.50, where 1 is as expected." in told
    assert "With allowance for how many branches are looked at, these still stand out: Henan and Hubei." in told
    assert "1 of 3 branches gave no exposure for 2011; they have a count, but no rate." in told
    assert any(sentence.startswith("Few branches have an index:") for sentence in told)
    assert any("since no branch gave its premium" in sentence for sentence in told)
