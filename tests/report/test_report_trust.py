"""What the report tells of its own numbers: comparable, printed, revised, how good the data is, and definitions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from orchestration.report.content import (
    comparability,
    data_quality,
    definitions,
    reconciliation,
    revisions,
)
from orchestration.report.document import plain
from orchestration.report.release import ReleaseReader
from tests.conftest import BundledRun
from tests.report.lacking import BROKEN, ODD, made, said, tables
from tests.report.releases import altered, whole


@pytest.fixture(scope="module")
def bundled(bundled_run: BundledRun) -> Iterator[ReleaseReader]:
    with whole(bundled_run.settings) as reader:
        yield reader


@pytest.fixture(scope="module")
def odd(bundled_run: BundledRun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReleaseReader]:
    with altered(bundled_run.settings, tmp_path_factory.mktemp("odd"), *ODD) as reader:
        yield reader


@pytest.fixture(scope="module")
def broken(bundled_run: BundledRun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReleaseReader]:
    with altered(bundled_run.settings, tmp_path_factory.mktemp("broken"), *BROKEN) as reader:
        yield reader


def test_whole_years_are_compared_as_such(bundled: ReleaseReader):
    told = said(made(comparability.section, bundled, "zh"))

    assert "总公司：2011年与上年数据均完整，按全年同比。" in told
    assert "没有因分类口径变化而不可比的项目。" in told


def test_a_year_that_nothing_comes_before_is_told_by_its_reason(bundled: ReleaseReader):
    assert "总公司：无2010年的上年数据，不作同比。" in said(made(comparability.section, bundled, "zh", year=2010))
    assert "Head office: 2015 is not covered, so nothing is compared." in said(
        made(comparability.section, bundled, year=2015)
    )


def test_reasons_against_a_comparison_are_told_in_the_report_s_language(broken: ReleaseReader):
    found = made(comparability.section, broken, "zh")

    told = said(found)
    assert "总公司：2011年与上年仅就两年均有数据的9个月作同比。" in told
    assert "呼叫中心：2011年与上年完整覆盖的相同月份过少，不作同比。" in told
    assert "总公司：2011年共12个月，其中完整覆盖9个月，部分覆盖1个月。" in told
    assert "因两年分类口径不一致、不作同比的项目：理赔。" in told
    assert "分类口径有变化、经衔接后同比的项目：代理。" in told
    assert "未经声明而新增或消失、同比可能失真的项目：收付费。" in told
    april, december = (tables(found)["coverage_hq"][month] for month in (3, 11))
    assert april[3] == "无数据：数据中断"
    assert december[3] == "部分：晚于数据末日"
    assert not any("feed" in sentence for sentence in told)


def test_printed_figures_in_conflict_are_explained(bundled: ReleaseReader):
    found = made(reconciliation.section, bundled)

    told = said(found)
    assert "Of the printed figures of 2011, 73 agree with this release, and 2 contradict it." in told
    assert (
        "Call center, Company, Change on the year before: −15.1% is printed. From 11,849 to 7,825 complaints it is "
        "−34.0%; the printed change would need 9,217 in the year before." in told
    )
    assert (
        "Call center, Operations, Gap to the company's change: −13.9 points are printed, but the counts give +5.0 "
        "points. The change lies above the company's, not below it." in told
    )
    assert (
        "The printed gap of −13.9 points is the printed −29% less the company's printed −15.1%. That one is wrong, "
        "and the gap with it." in told
    )


def test_a_printed_count_in_conflict_and_one_without_data_are_told(odd: ReleaseReader):
    told = said(made(reconciliation.section, odd, "zh"))

    assert "总公司·业管·投诉件数：所载为120，按本版数据应为100，所载偏高。" in told
    assert "2011年已印发的数字中，71个与本版数据一致，3个矛盾，1个因无数据未能核对。" in told


def test_of_a_first_release_nothing_can_have_been_revised(bundled: ReleaseReader):
    [page] = made(revisions.section, bundled).pages

    assert plain(page.blocks[0].text).startswith("This is the first release: none of the ")  # type: ignore[union-attr]


def test_revised_figures_are_counted_and_the_largest_told_as_first_published_and_now(odd: ReleaseReader):
    found = made(revisions.section, odd)

    told = said(found)
    assert any("were revised after their first publication." in sentence for sentence in told)
    assert "Among them is 1 verdict that turned, such as whether a change is beyond chance." in told
    assert "Besides, 1 figure of how cases are closed moved as cases went on; that is no correction." in told
    assert "Head office, Company, Complaints: first published as 279, now higher, 282." in told
    assert any("Linked to the call center" not in s and "now withdrawn." in s for s in told)
    assert tables(found)["revised_counts"] == [
        ["Call center, Company, Complaints", "7,822", "7,825", "+3"],
        ["Head office, Company, Complaints", "279", "282", "+3"],
    ]


def test_rows_reasons_and_overlap_of_the_feeds_are_told(bundled: ReleaseReader):
    found = made(data_quality.section, bundled)

    assert ["Call center", "2", "19,805", "19,674", "95", "36"] in tables(found)["feed_rows"]
    assert ["Head office", "No number and No date of receipt", "1"] in tables(found)["quarantine"]
    assert any(
        sentence.startswith("178 of the 282 complaints of head office in 2011 (63.1%)") for sentence in said(found)
    )


def test_rejected_files_and_unknown_values_are_told(odd: ReleaseReader):
    found = made(data_quality.section, odd, "zh")

    assert "有1个文件被拒收，其数据未计入：torn.csv。" in said(found)
    assert "各来源所用的值中有1个未能与基础数据匹配。" in said(found)
    assert tables(found)["unmapped_values"] == [["总公司", "分公司", "火星", "2011", "7"]]


def test_definitions_are_whole_in_both_languages_and_know_the_deadlines_of_the_release(bundled: ReleaseReader):
    for language in ("en", "zh"):
        found = made(definitions.section, bundled, language)  # type: ignore[arg-type]
        assert all(all(cells) for rows in tables(found).values() for cells in rows)
        assert sum(len(rows) for rows in tables(found).values()) >= 25
    days = bundled.connection.execute("select distinct deadline_days from marts.open_cases order by 1").fetchall()
    [told] = [sentence for sentence in said(found) if sentence.startswith("本版未结案件的办结期限")]
    assert [int(one) for one in told.split("：")[1].removesuffix("天。").split("、")] == [day for (day,) in days]
