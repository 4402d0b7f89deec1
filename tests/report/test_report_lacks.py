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
from orchestration.report.content.context import labels
from orchestration.report.document import ChartKind, plain
from orchestration.report.figures import LANGUAGES
from orchestration.report.release import ReleaseReader
from orchestration.report.statements.data_quality import FILES_REJECTED, ROWS_LANDED, VALUES_UNMAPPED
from orchestration.report.statements.improvement import ITEM_MEASURED, ITEMS_FIRST, ITEMS_UNPLACED, SURVEY_ANSWERED
from orchestration.report.statements.kinds import Kind
from orchestration.report.statements.next_steps import (
    CASES_OPEN,
    CUSTOMERS_AGAIN,
    MOST_OVERDUE,
    WATCHLIST,
)
from orchestration.report.statements.parts import CONTROLLABLE
from orchestration.report.statements.rates import (
    EXPOSURE_KNOWN,
    FIRST_BY_INDEX,
    FUNNEL_ABOVE,
    FUNNEL_OUTLIERS,
)
from orchestration.report.statements.reconciliation import FIGURES_CHECKED
from orchestration.report.statements.revisions import FIGURES_REVISED
from tests.conftest import BundledRun
from tests.report.lacking import BARE, BROKEN, ODD, Made, charts, made, said, tables, tells
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
def broken(bundled_run: BundledRun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReleaseReader]:
    with altered(bundled_run.settings, tmp_path_factory.mktemp("broken"), *BROKEN) as reader:
        yield reader


@pytest.fixture(scope="module")
def odd(bundled_run: BundledRun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReleaseReader]:
    with altered(bundled_run.settings, tmp_path_factory.mktemp("odd"), *ODD) as reader:
        yield reader


@pytest.mark.parametrize(
    ("section", "kind", "variant"),
    [
        (improvement.section, SURVEY_ANSWERED, "nobody"),
        (rates.section, EXPOSURE_KNOWN, "of_none"),
        (next_steps.section, CASES_OPEN, "none"),
        (next_steps.section, WATCHLIST, "nobody"),
        (next_steps.section, CUSTOMERS_AGAIN, "unknown"),
        (next_steps.section, CONTROLLABLE, "unknown"),
        (reconciliation.section, FIGURES_CHECKED, "none"),
        (revisions.section, FIGURES_REVISED, "nothing_followed"),
        (data_quality.section, ROWS_LANDED, "nothing"),
        (data_quality.section, FILES_REJECTED, "none"),
        (data_quality.section, VALUES_UNMAPPED, "none"),
    ],
)
def test_where_there_is_nothing_a_line_says_so(bare: ReleaseReader, section: Made, kind: Kind, variant: str):
    for language in LANGUAGES:
        found = made(section, bare, language)

        assert tells(said(found), language, kind, variant)
        assert not charts(found)


def test_without_two_feeds_a_line_says_that_no_overlap_is_counted(bare: ReleaseReader):
    assert labels("data_quality")["no_overlap"]["zh"] in said(made(data_quality.section, bare, "zh"))


@pytest.mark.parametrize("section", [improvement.section, rates.section])
def test_what_a_whole_year_alone_answers_is_a_line_in_the_report_of_a_part(bundled: ReleaseReader, section: Made):
    found = made(section, bundled, part="H1")

    assert said(found)[1:] == [labels("pieces")["whole_year_alone"]["en"]]


@pytest.mark.parametrize("section", [improvement.section, rates.section, next_steps.section, revisions.section])
def test_of_a_year_without_data_each_section_says_a_line(bundled: ReleaseReader, section: Made):
    found = made(section, bundled, year=2015)

    assert len(said(found)) >= 2
    assert not charts(found)
    if section is rates.section:
        assert said(found)[1:] == [labels("pieces")["no_period"]["en"]]


def test_items_that_are_bad_in_both_are_named_and_measured(bundled: ReleaseReader):
    found = made(improvement.section, bundled)

    told = said(found)
    first = ("Claim decision", "Speed of claim")
    assert tells(told, "en", ITEMS_FIRST, "some", category="Claims", items=first)
    assert tells(
        told,
        "en",
        ITEM_MEASURED,
        "unsure",
        item="Speed of claim",
        dissatisfied="40.0%",
        category="27.3%",
        share="19.3%",
        even="16.7%",
        chance="89.3%",
    )
    assert tells(told, "en", ITEMS_UNPLACED, "some", category="Underwriting", items=("Speed of issuance",))
    claims = charts(found)["quadrants_claims"]
    assert claims.kind is ChartKind.QUADRANT
    assert [figure.written for figure in claims.split or ()] == ["16.7%", "27.3%"]
    assert [plain(point.label) for point in claims.points if point.role == "bad"] == [
        "Claim decision",
        "Speed of claim",
    ]


def test_a_category_without_a_bad_item_says_so(odd: ReleaseReader):
    assert tells(said(made(improvement.section, odd, "zh")), "zh", ITEMS_FIRST, "none", category="理赔")


def test_open_cases_are_listed_by_branch_with_ties_named_together(odd: ReleaseReader):
    found = made(next_steps.section, odd)

    told = said(found)
    assert tells(told, "en", CASES_OPEN, "all_overdue", who="Call center", n="6", day="2011-12-31")
    assert tells(told, "en", MOST_OVERDUE, "tied", branches=("Henan", "Hubei"), n="3")
    assert tables(found)["open_cases_call_center"] == [["Henan", "3", "3"], ["Hubei", "3", "3"]]
    assert tells(told, "en", WATCHLIST, "none_listed")


def test_cases_that_name_no_branch_put_no_branch_first(broken: ReleaseReader):
    found = made(next_steps.section, broken)

    assert labels("traits")["no_branches"]["en"] in said(found)
    assert not any(tells([sentence], "en", MOST_OVERDUE, "one") for sentence in said(found))


def test_customers_are_counted_and_none_is_named(bundled: ReleaseReader):
    found = made(next_steps.section, bundled)

    customers = bundled.rows("repeat_complainants")
    listed = sum(customer["is_watchlisted"] for customer in customers)
    assert tells(said(found), "en", WATCHLIST, "some", repeat=f"{len(customers):,}", n=f"{listed:,}")
    tokens = {customer["customer_token"] for customer in customers}
    assert not tokens & {word for sentence in said(found) for word in sentence.split()}
    assert "customer_token" not in repr(found)


def test_causes_name_all_branches_that_share_a_place_or_none(bundled: ReleaseReader):
    found = tables(made(next_steps.section, bundled))["causes_hq"]

    branches = {(cause, category): most for cause, category, most, _ in found}
    assert branches["Rider conversion", "Policy servicing"] == "Guangdong 2, Chongqing 1 and Henan 1"
    assert branches["Cumbersome procedure", "Policy servicing"] == "5 branches with 1 each"


def test_branches_outside_of_the_funnel_are_named_and_drawn(bundled: ReleaseReader):
    found = made(rates.section, bundled)

    assert tells(said(found), "en", FUNNEL_ABOVE, "some", branches=("Heilongjiang",))
    first = {"index": "1.70", "low": "1", "high": "6"}
    assert tells(said(found), "en", FIRST_BY_INDEX, "one", branches=("Heilongjiang",), **first)
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

    both = ("Henan", "Hubei")
    assert tells(told, "en", FUNNEL_ABOVE, "some", branches=both)
    assert tells(told, "en", FIRST_BY_INDEX, "tied", branches=both, index="1.50")
    assert tells(told, "en", FUNNEL_OUTLIERS, "some", branches=both)
    assert tells(told, "en", EXPOSURE_KNOWN, "of_some", lacking="1", all="3")
    assert labels("rates")["few_branches"]["en"] in told
    assert any("policies in force" in sentence for sentence in told)
