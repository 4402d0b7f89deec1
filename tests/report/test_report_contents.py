"""What a report says of a release: each figure of the original deck, and something of any release and period."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.report.content.context import labels
from orchestration.report.content.report import build_report
from orchestration.report.document import Chart, Document, Table, plain
from orchestration.report.figures import LANGUAGES, Figure, Language
from orchestration.report.periods import Period, period
from orchestration.report.release import ReleaseReader
from orchestration.report.sources import Range, Source, cell, count, read_source
from orchestration.report.statements.kinds import words
from tests.conftest import BundledRun
from tests.report.parts_of_documents import figures, texts, texts_of_page
from tests.report.releases import altered, whole

LONG = "A name of sixty letters, as some organisations do have them"
RELEASES: dict[str, tuple[str, ...]] = {
    "the call center alone": ("delete from {table:source_system} where source_system = 'hq'",),
    "head office alone": ("delete from {table:source_system} where source_system = 'call_center'",),
    "no feed at all": ("delete from {table:source_system}",),
    "no branches": (
        "update {table:branch_code} set branch_code = 'unmapped'",
        "delete from marts.branch_ranking",
        "delete from core.dim_branch where branch_name <> 'Not in the branch register'",
    ),
    "no channels, causes and grievances": (
        "delete from marts.channel_mix",
        "delete from marts.cause_breakdown",
        "delete from marts.grievance_breakdown",
        "delete from marts.typical_cases",
    ),
    "no survey and no exposure": (
        "delete from marts.improvement_priority",
        "delete from core.fct_satisfaction_answers",
        "delete from core.fct_branch_exposure",
    ),
    "other lines": (
        "update {table:line_code} set line_code = 'life' where line_code = 'operations'",
        "update {table:scope_code} set scope_code = 'life' where scope_code = 'operations'",
        "update {table:parent_code} set parent_code = 'life' where parent_code = 'operations'",
    ),
    "no comparison": (
        "update {table:is_comparable} set is_comparable = false",
        "update {table:yoy_change_rate} set yoy_change_rate = null",
    ),
    "years of zero": (
        "update {table:complaints} set complaints = 0",
        "update {table:complaints_prior_year} set complaints_prior_year = 0",
    ),
    "a year under way": (
        "update core.dim_feed_year set is_full_year = false, period_end_date = '2011-06-15' where report_year = 2011",
        "update marts.yearly_comparison set is_full_year = false, complaints_compared = complaints - 1, "
        "complaints_prior_year = complaints where report_year = 2011",
        "update marts.feed_coverage set coverage = 'not_covered' where report_year = 2011 and month > 6",
    ),
    "names in one language, or none": (
        *(f"update core.dim_{table} set {table}_name = null" for table in ("scope", "branch", "cause", "channel")),
        "update core.dim_grievance set grievance_name = null, grievance_name_zh = null",
        "update core.dim_category set category_name_zh = null",
    ),
    "long names": tuple(
        f"update core.dim_{table} set {table}_name = '{LONG}', {table}_name_zh = '{LONG}'"
        for table in ("scope", "branch", "cause", "grievance", "channel", "category")
    ),
}
PERIODS = [
    *((language, year, None) for language in LANGUAGES for year in (2011, 2010)),
    ("zh", 2011, "H1"),
    ("en", 2015, None),
    *(pytest.param("en", 2011, name, marks=pytest.mark.slow) for name in ("Q3", "to-05", "to-01")),
]
QUICK = ("years of zero",)


@pytest.fixture(scope="module")
def reader(bundled_run: BundledRun) -> Iterator[ReleaseReader]:
    with whole(bundled_run.settings) as found:
        yield found


@pytest.fixture(scope="module")
def report(reader: ReleaseReader) -> Document:
    return build_report(reader, Period(2011), "zh")


def test_each_figure_of_the_deck_stands_in_the_report_by_its_own_cell(reader: ReleaseReader, report: Document):
    shown = {str(figure.source): figure for _, figure in figures(report)}

    missing = []
    for row in reader.rows("figure_reconciliation", "figure_id"):
        if row["computed_value"] is None:
            continue
        found = [shown[str(source)] for source in sources_of(row) if str(source) in shown]
        if not any(figure.value == pytest.approx(row["computed_value"], abs=1e-12) for figure in found):
            missing.append(row["figure_id"])

    assert missing == []
    assert len(reader.rows("figure_reconciliation")) > 70


def sources_of(row: dict[str, object]) -> list[Source]:
    """The cells that a published figure may be shown from: its year's own, or that of the year before in the next."""
    year = {"source_system": row["source_system"], "report_year": row["report_year"]}
    scope = {"scope_level": row["scope_level"], "scope_code": row["scope_code"]}
    part, _, value = str(row["slice"] or "").partition("=")
    measure = str(row["measure"])
    parents = {"line": {"parent_level": "line", "parent_code": "operations"}}
    parents["company"] = {"parent_level": "company", "parent_code": "company"}
    some = Range(1, 1_000_000_000)
    match measure:
        case "complaints":
            next_year = {**year, "report_year": int(str(row["report_year"])) + 1}
            return [
                cell("yearly_comparison", "complaints", year, **scope),
                cell("yearly_comparison", "complaints_prior_year", next_year, **scope),
            ]
        case "yoy_change_rate" | "yoy_gap_vs_company":
            return [cell("yearly_comparison", measure, year, **scope)]
        case "share_of_line" | "share_of_company" | "rank_in_line" | "rank_in_company":
            column, parent = measure.replace("_in_", "_of_").split("_of_")
            return [cell("category_share", column, year, **parents[parent], **scope)]
        case "category_count":
            return [count("category_share", year, **parents["company"], scope_level="category", complaints=some)]
        case "closed_by_year_end_rate":
            return [cell("case_closure", measure, year, **scope)]
        case "share_of_year":
            return [cell("monthly_distribution", measure, year, **scope, month=int(value))]
        case "high_incidence_branches":
            return [count("branch_ranking", year, **scope, is_high_incidence=True)]
        case "zero_complaint_branches":
            return [count("branch_ranking", year, **scope, is_zero=True)]
        case "zero_complaint_branches_two_years":
            return [count("branch_ranking", year, **scope, consecutive_zero_years=Range(2, 1000))]
        case "channel_group_share":
            codes = {"direct": "company_website", "referred": "other_website"}
            return [cell("channel_mix", "group_share", year, **scope, **{part: value}, channel_code=codes[value])]
        case "controllable" | "uncontrollable" | "controllable_rate" | "uncontrollable_rate":
            return [cell("controllability", measure, year, **scope)]
        case "grievance_share":
            return [cell("grievance_breakdown", "share", year, **scope, grievance_code=value)]
        case "grievance_count":
            return [count("grievance_breakdown", year, **scope, complaints=some)]
    raise AssertionError(f"No page shows {measure}")


@pytest.mark.parametrize(("language", "year", "name"), PERIODS)
def test_a_report_is_whole_of_any_period(reader: ReleaseReader, language: Language, year: int, name: str | None):
    assert_whole(reader, build_report(reader, period(year, name), language))


@pytest.mark.parametrize(
    "release", [one if one in QUICK else pytest.param(one, marks=pytest.mark.slow) for one in RELEASES]
)
def test_a_report_is_whole_of_any_release(bundled_run: BundledRun, tmp_path: Path, release: str):
    with altered(bundled_run.settings, tmp_path, *RELEASES[release]) as found:
        for language, name in zip(LANGUAGES, (None, "Q3"), strict=True):
            assert_whole(found, build_report(found, period(2011, name), language))


def assert_whole(reader: ReleaseReader, document: Document) -> None:
    """Each page has a title of its own and its key; each number has its source; and no table or chart is crooked."""
    assert len({page.key for page in document.pages}) == len(document.pages)
    keys = [block.key for page in document.pages for block in page.blocks if isinstance(block, Table | Chart)]
    assert len(set(keys)) == len(keys)
    for page in document.pages:
        assert plain(page.title)
        assert page.blocks
    for key, text in texts(document):
        for run in text:
            if run.figure is None:
                assert not any(character.isdigit() for character in run.text), (key, run.text)
            else:
                assert run.text == run.figure.written, (key, run.text)
    for key, figure in figures(document):
        assert_follows(reader, key, figure)
    for page in document.pages:
        for block in page.blocks:
            if isinstance(block, Table):
                assert {len(row) for row in block.rows} <= {len(block.columns)}, block.key
            if isinstance(block, Chart) and block.series and block.kind in ("bars", "columns", "stacked"):
                assert {len(point.values) for point in block.points} == {len(block.series)}, block.key


def assert_follows(reader: ReleaseReader, key: str, figure: Figure) -> None:
    """That a figure is what its source, as it is written, gives in the release."""
    source = str(figure.source)
    assert reader.value(read_source(source)) == figure.value, (key, source)


def test_without_head_office_the_sections_on_it_tell_of_the_feed_that_there_is(bundled_run: BundledRun, tmp_path: Path):
    with altered(bundled_run.settings, tmp_path, *RELEASES["the call center alone"]) as found:
        document = build_report(found, Period(2011), "en")

    told = said(document, "head_office")
    assert labels("coverage")["no_feed"]["en"].rstrip(".") in told
    assert any(one.startswith("Call center, Operations: 2,097 complaints in 2011, ") for one in told)


def test_without_the_call_center_the_section_on_the_company_says_so_in_a_line(bundled_run: BundledRun, tmp_path: Path):
    with altered(bundled_run.settings, tmp_path, *RELEASES["head office alone"]) as found:
        document = build_report(found, Period(2011), "zh")

    assert said(document, "system_wide") == ["全系统投诉情况", "本版无呼叫中心数据，无法统计全公司投诉"]


def test_a_release_with_other_lines_reports_each_of_them(bundled_run: BundledRun, tmp_path: Path):
    with altered(bundled_run.settings, tmp_path, *RELEASES["other lines"]) as found:
        document = build_report(found, Period(2011), "en")

    counts = [page.key for page in document.pages if page.key.endswith("_count")]
    assert counts == ["head_office_sales_count", "head_office_life_count", "head_office_other_count"]


def test_what_has_no_name_in_a_language_is_called_by_the_other_one(bundled_run: BundledRun, tmp_path: Path):
    with altered(bundled_run.settings, tmp_path, *RELEASES["names in one language, or none"]) as found:
        told = said(build_report(found, Period(2011), "en"), "categories")

    assert any(one.startswith("Head office, 理赔: 41 complaints in 2011, ") for one in told)
    assert "outcome" in told


def test_of_a_year_that_nothing_comes_before_the_count_alone_is_told(reader: ReleaseReader):
    document = build_report(reader, Period(2010), "zh")

    told = said(document, "head_office")
    assert "2010年，总公司受理业管投诉134件" in told
    assert "与上年同期不可比：无上年数据、数据不完整，或分类口径有变" in told


def test_of_a_year_compared_in_part_the_whole_is_counted_and_the_part_compared(bundled_run: BundledRun, tmp_path: Path):
    with altered(bundled_run.settings, tmp_path, *RELEASES["a year under way"]) as found:
        told = said(build_report(found, Period(2011), "en"), "head_office")

    assert "Head office, Operations: 100 complaints in 2011 up to 2011-06-15" in told
    part = words()["part_changed"]["fall"]["en"].partition("{now")[0]
    assert any(one.startswith(part) and "99" in one for one in told)


def test_a_part_of_a_year_is_compared_with_the_same_months_a_year_earlier(reader: ReleaseReader):
    told = said(build_report(reader, period(2011, "H1"), "zh"), "head_office")

    assert "2011年上半年，总公司受理业管投诉55件，上年同期73件，同比下降24.7%" in told


def said(document: Document, section: str) -> list[str]:
    """The sentences of a section, without their full stops: a title has none."""
    [found] = [one for one in document.sections if one.key == section]
    told = [plain(text).rstrip(".。") for page in found.pages for text in texts_of_page(page)]
    return list(dict.fromkeys(told))


def test_the_report_of_the_bundled_release_takes_well_under_a_second(reader: ReleaseReader):
    before = time.process_time()

    build_report(reader, Period(2011), "en")

    assert time.process_time() - before < 1
