"""Another organisation's files, with nothing but a folder of configuration: the example of the documentation."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import duckdb
import pytest

from orchestration.landing import load_contract
from orchestration.landing.headers import match_header
from orchestration.settings import CHECKOUT, Settings
from tests.pipeline import run, settings_for

pytestmark = pytest.mark.slow

CONFIG = CHECKOUT / "docs" / "examples" / "texas"
HEADER = [
    "complaint_number",
    "received_date",
    "closed_date",
    "complaint_filed_by",
    "complainant_type",
    "involved_party_type",
    "complaint_type",
    "coverage_type",
    "coverage_level",
    "finding_type",
    "keywords",
]
WITHOUT_ROWS = (
    "branch_ranking",
    "channel_mix",
    "cause_breakdown",
    "grievance_breakdown",
    "improvement_priority",
    "typical_cases",
    "feed_overlap",
    "repeat_complainants",
)


def _row(number: str, received: str, closed: str, level: str = "Homeowners") -> list[str]:
    return [number, received, closed, "Insured", "INDV", "", "Property and Casualty", "", level, "Confirmed", "ROOF"]


ROWS = [
    *[_row(f"1{number:03}", f"2019-{number:02}-10", f"2019-{number:02}-20") for number in range(1, 13)],
    *[
        _row(f"2{number:03}", str(day), str(day + timedelta(32)), "Individual Life")
        for number, day in enumerate([*(date(2020, month, 30) for month in range(4, 12)), date(2020, 12, 31)])
    ],
    _row("3001", "2020-06-01", "", "Group A&H"),
    _row("3002", "2020-06-01", "2020-06-02", "Crop hail"),  # a kind that the crosswalk does not know
    _row("", "2020-06-01", "2020-06-02"),  # no number
    _row("3004", "06/01/2020", "2020-06-02"),  # not the contract's format
    _row("3005", "2020-06-01", "2020-05-02", "Individual Life"),  # closed before it was received: counts, day unknown
]


@pytest.fixture(scope="module")
def regulator(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, str]:
    """The deployment after its run, and what the run said."""
    settings = settings_for(tmp_path_factory.mktemp("regulator"), CONFIG)
    path = settings.landing / "call_center" / "complaints.csv"
    path.parent.mkdir(parents=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *ROWS])
    ran = run(settings)
    assert ran.returncode == 0, ran.stderr
    return settings, ran.stdout + ran.stderr


def _query(settings: Settings, sql: str) -> list[tuple]:
    with duckdb.connect(str(settings.published_database), read_only=True) as release:
        return release.execute(sql).fetchall()


def test_the_contract_fits_the_header() -> None:
    assert match_header(HEADER, load_contract(CONFIG / "contracts" / "call_center.yml")).unknown == (
        "involved_party_type",
        "keywords",
    )


def test_no_bundled_feed_is_copied(regulator: tuple[Settings, str]) -> None:
    settings, said = regulator
    assert [path.name for path in settings.landing.rglob("*.*")] == ["complaints.csv"]
    assert "Bundled feed copied" not in said
    assert _query(settings, "select feed, file_name, status from marts.feed_ledger") == [
        ("call_center", "complaints.csv", "loaded")
    ]


def test_years_are_counted_by_the_regulators_own_taxonomy(regulator: tuple[Settings, str]) -> None:
    settings, _ = regulator
    counts = _query(
        settings,
        """
        select report_year, scope_code, complaints, complaints_prior_year from marts.yearly_comparison
        where scope_level in ('company', 'line') and complaints > 0 order by all
        """,
    )
    assert counts == [
        (2019, "company", 12, None),
        (2019, "property_casualty", 12, None),
        (2020, "company", 12, 12),
        (2020, "life_health", 11, 0),
        (2020, "unmapped", 1, 0),
    ]
    assert _query(settings, "select domain, value from marts.unmapped_values") == [("category", "CROPHAIL")]
    assert _query(
        settings,
        """
        select report_year, still_open, closed_by_year_end, closed_without_date, median_days_to_close
        from marts.case_closure where scope_level = 'company' order by report_year
        """,
    ) == [(2019, 0, 12, 0, 10.0), (2020, 1, 8, 1, 32.0)]


def test_open_cases_stand_as_of_the_latest_day_of_the_register(regulator: tuple[Settings, str]) -> None:
    """A closing in 2021 is later than every receipt; the register tells neither complex nor extended cases."""
    assert _query(
        regulator[0],
        """
        select complaint_number, status_code, as_of_date::varchar, days_open, deadline_days, is_overdue
        from marts.open_cases
        """,
    ) == [("3001", "open", "2021-02-01", 245, 15, True)]


def test_codes_that_appear_and_vanish_are_named(regulator: tuple[Settings, str]) -> None:
    """Homeowners in the one year, life insurance in the other: a warning, and the run goes on."""
    _, said = regulator
    title = "Breaks of the taxonomy that taxonomy_breaks.csv does not declare:"
    assert said.split(title)[1].split("\n\n")[0].splitlines()[1:] == [
        "  call_center 2020 category homeowners vanished: 100.0% of the feed's complaints",
        "  call_center 2020 subcategory homeowners_policy vanished: 100.0% of the feed's complaints",
        "  call_center 2020 category life_annuity appeared: 83.3% of the feed's complaints",
        "  call_center 2020 subcategory individual_life appeared: 83.3% of the feed's complaints",
    ]


@pytest.mark.parametrize("mart", WITHOUT_ROWS)
def test_what_the_feed_does_not_have_is_an_empty_mart(regulator: tuple[Settings, str], mart: str) -> None:
    assert _query(regulator[0], f"select count(*) from marts.{mart}") == [(0,)]


def test_rows_that_cannot_be_used_are_quarantined(regulator: tuple[Settings, str]) -> None:
    assert _query(regulator[0], "select row_number, reasons from marts.quarantined_rows order by 1") == [
        (25, "missing_number"),
        (26, "unparseable_received_date"),
    ]
