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
from orchestration.report.content.context import labels
from orchestration.report.document import Paragraph
from orchestration.report.figures import LANGUAGES
from orchestration.report.release import ReleaseReader
from orchestration.report.statements.comparability import (
    CODES_UNDECLARED,
    MONTHS_COVERED,
    SCOPES_BRIDGED,
    SCOPES_BROKEN,
    YEARS_COMPARED,
)
from orchestration.report.statements.data_quality import FEEDS_OVERLAP, FILES_REJECTED, VALUES_UNMAPPED
from orchestration.report.statements.reconciliation import (
    FIGURE_IN_CONFLICT,
    FIGURES_CHECKED,
    GAP_FOLLOWS,
    GAP_IN_CONFLICT,
    RATE_IN_CONFLICT,
)
from orchestration.report.statements.revisions import (
    FIGURE_REVISED,
    FIGURES_FOLLOWED_UP,
    FIGURES_REVISED,
    REVISIONS_NEW,
    VERDICTS_TURNED,
)
from tests.conftest import BundledRun
from tests.report.lacking import BROKEN, ODD, made, said, tables, tells
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

    assert tells(told, "zh", YEARS_COMPARED, "whole", who="总公司", year="2011")
    assert tells(told, "zh", SCOPES_BROKEN, "none")


def test_a_year_that_nothing_comes_before_is_told_by_its_reason(bundled: ReleaseReader):
    for year, variant in ((2010, "no_year_before"), (2015, "not_covered")):
        told = said(made(comparability.section, bundled, year=year))
        assert tells(told, "en", YEARS_COMPARED, variant, who="Head office", year=f"{year}")


def test_reasons_against_a_comparison_are_told_in_the_report_s_language(broken: ReleaseReader):
    found = made(comparability.section, broken, "zh")

    told = said(found)
    assert tells(told, "zh", YEARS_COMPARED, "in_part", who="总公司", months="9")
    assert tells(told, "zh", YEARS_COMPARED, "too_little", who="呼叫中心")
    assert tells(told, "zh", MONTHS_COVERED, "in_part", who="总公司", months="12", covered="9", partly="1")
    assert tells(told, "zh", SCOPES_BROKEN, "some", scopes=("理赔",))
    assert tells(told, "zh", SCOPES_BRIDGED, "some", scopes=("代理",))
    assert tells(told, "zh", CODES_UNDECLARED, "some", scopes=("收付费",))
    april, december = (tables(found)["coverage_hq"][month] for month in (3, 11))
    reasons = {code: words["zh"] for code, words in labels("evidence").items()}
    assert april[3].endswith(reasons["implausible_gap"])
    assert december[3].endswith(reasons["after_latest_day"])
    assert not any(letter.isascii() and letter.isalpha() for sentence in told for letter in sentence)


def test_printed_figures_in_conflict_are_explained(bundled: ReleaseReader):
    found = made(reconciliation.section, bundled)

    told = said(found)
    assert tells(told, "en", FIGURES_CHECKED, "conflicts", year="2011", match="73", conflict="2")
    counts = {"now": "7,825", "before": "11,849", "implied": "9,217"}
    assert tells(told, "en", RATE_IN_CONFLICT, "with_base", printed="−15.1%", computed="−34.0%", **counts)
    assert tells(told, "en", GAP_IN_CONFLICT, "turned_up", printed="−13.9", computed="+5.0")
    assert tells(told, "en", GAP_FOLLOWS, "from_printed", gap="−13.9", rate="−29%", company="−15.1%")
    rows = {row[0]: row[2:] for row in tables(found)["conflicts"]}
    assert rows == {"F03": ["−15.1%", "−34.0%", "−18.9"], "F07": ["−13.9", "+5.0", "+18.9"]}


def test_a_printed_count_in_conflict_and_one_without_data_are_told(odd: ReleaseReader):
    told = said(made(reconciliation.section, odd, "zh"))

    assert tells(told, "zh", FIGURE_IN_CONFLICT, "less", printed="120", computed="100")
    assert tells(told, "zh", FIGURES_CHECKED, "both", match="71", conflict="3", no_data="1")


def test_of_a_first_release_nothing_can_have_been_revised(bundled: ReleaseReader):
    told = said(made(revisions.section, bundled))

    assert tells(told, "en", FIGURES_REVISED, "first_release", year="2011")


def test_revised_figures_are_counted_and_the_largest_told_as_first_published_and_now(odd: ReleaseReader):
    found = made(revisions.section, odd)

    told = said(found)
    assert tells(told, "en", FIGURES_REVISED, "some", n="4")
    assert tells(told, "en", REVISIONS_NEW, "some", n="3")
    assert tells(told, "en", VERDICTS_TURNED, "some", n="1")
    assert tells(told, "en", FIGURES_FOLLOWED_UP, "some", n="1")
    assert tells(told, "en", FIGURE_REVISED, "up", which="Head office, Company, Complaints", first="279", now="282")
    assert tells(told, "en", FIGURE_REVISED, "withdrawn", first="63.1%")
    assert tables(found)["revised_counts"] == [
        ["Call center, Company, Complaints", "7,822", "7,825", "+3"],
        ["Head office, Company, Complaints", "279", "282", "+3"],
    ]


def test_rows_reasons_and_overlap_of_the_feeds_are_told(bundled: ReleaseReader):
    found = made(data_quality.section, bundled)

    assert ["Call center", "2", "19,805", "19,674", "95", "36"] in tables(found)["feed_rows"]
    assert ["Head office", "Number missing and Date received missing", "1"] in tables(found)["quarantine"]
    overlap = {"year": "2011", "hq": "282", "linked": "178", "share": "63.1%"}
    assert tells(said(found), "en", FEEDS_OVERLAP, "some", **overlap)


def test_rejected_files_and_unknown_values_are_told(odd: ReleaseReader):
    found = made(data_quality.section, odd, "zh")

    assert tells(said(found), "zh", FILES_REJECTED, "some", n="1", files="torn.csv")
    assert tells(said(found), "zh", VALUES_UNMAPPED, "some", n="1")
    assert tables(found)["unmapped_values"] == [["总公司", "分公司", "火星", "7"]]


def test_definitions_are_whole_in_both_languages_and_know_the_deadlines_of_the_release(bundled: ReleaseReader):
    for language in LANGUAGES:
        found = made(definitions.section, bundled, language)
        assert all(all(cells) for rows in tables(found).values() for cells in rows)
        assert sum(len(rows) for rows in tables(found).values()) >= 25
    days = bundled.connection.execute("select distinct deadline_days from marts.open_cases order by 1").fetchall()
    [told] = [block for page in found.pages for block in page.blocks if isinstance(block, Paragraph)]
    assert [run.figure.value for run in told.text if run.figure] == [day for (day,) in days]
