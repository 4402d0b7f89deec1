"""Holding what a file shows against a release: what is found, and in which words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import duckdb
import pytest

from orchestration.release.manifest import ChecksPassed, Manifest
from orchestration.report.figures import Unit
from orchestration.report.provenance import Mark, Shown, Stamp
from orchestration.report.release import ReleaseReader
from orchestration.report.verification import Finding, Problem, check, verify

HASH = "0123456789ab"
COMPLAINTS = "yearly.complaints[report_year=2011]"
SHARE = "yearly.share[report_year=2011]"


@pytest.fixture
def reader() -> Iterator[ReleaseReader]:
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.yearly as select * from (values (2011, 7825, 1 / 3, 'Claims', date '2011-12-31'), "
            "(2010, 11849, null, 'Sales', null)) as t(report_year, complaints, share, name, day)"
        )
        yield ReleaseReader(connection, "a", HASH, Manifest("a", "", "", {}, ChecksPassed(), {}))


def shown(text: str, source: str, unit: Unit = Unit.COUNT, decimals: int = 0, value: float | None = None) -> Shown:
    return Shown("Sheet!B2", text, Mark(unit, decimals, HASH, source), value)


@pytest.mark.parametrize(
    "item",
    [
        shown("7,825", COMPLAINTS),
        shown("33.3%", SHARE, Unit.SHARE, 1),
        shown("33.3%", SHARE, Unit.SHARE, 1, value=1 / 3),
        shown("0.333333333333", SHARE, Unit.SHARE, 1, value=0.333333333333),
        shown("", COMPLAINTS, value=7825.0),
        shown("−34.0%", f"change({COMPLAINTS}, yearly.complaints[report_year=2010])", Unit.CHANGE, 1),
        shown("–", "yearly.share[report_year=2010]", Unit.SHARE, 1),
        shown("Claims", "yearly.name[report_year=2011]", Unit.TEXT),
        shown("2011-12-31", "yearly.day[report_year=2011]", Unit.DATE),
        shown("2011", "given(2011)", Unit.PLAIN),
    ],
)
def test_what_the_release_says_is_not_objected_to(reader: ReleaseReader, item: Shown) -> None:
    assert check(item, reader) is None


@pytest.mark.parametrize(
    ("item", "recomputed"),
    [
        (shown("7,826", COMPLAINTS), 7825),
        (shown("7825", COMPLAINTS), 7825),
        (shown("33.4%", SHARE, Unit.SHARE, 1), 1 / 3),
        (shown("33.3%", SHARE, Unit.SHARE, 1, value=0.3333), 1 / 3),
        (shown("33.4%", SHARE, Unit.SHARE, 1, value=1 / 3), 1 / 3),
        (shown("0", COMPLAINTS, value=0.0), 7825),
        (shown("0.0%", "yearly.share[report_year=2010]", Unit.SHARE, 1, value=0.0), None),
        (shown("2012", "given(2011)", Unit.PLAIN), 2011),
        (shown("Claim5", "yearly.name[report_year=2011]", Unit.TEXT), "Claims"),
    ],
)
def test_a_number_that_differs_is_named_with_what_the_release_says(
    reader: ReleaseReader, item: Shown, recomputed: object
) -> None:
    assert check(item, reader) == Finding(Problem.DIFFERS, item, recomputed)


@pytest.mark.parametrize(
    ("item", "problem"),
    [
        (Shown("Sheet!B2", "7,825", None), Problem.UNTRACEABLE),
        (shown("7,825", "yearly.complaints["), Problem.UNREADABLE),
        (shown("7,825", "yearly.complaints[report_year=2009]"), Problem.NOT_THERE),
        (shown("7,825", "yearly.grievances[report_year=2011]"), Problem.NOT_THERE),
        (shown("7,825", "weekly.complaints[report_year=2011]"), Problem.NOT_THERE),
        (shown("7,825", "guessed(given(1))"), Problem.NOT_THERE),
        (shown("7,825", "change(given(1))"), Problem.NOT_THERE),
        (shown("7,825", f'change({COMPLAINTS}, given("a"))'), Problem.NOT_THERE),
    ],
)
def test_a_number_whose_source_is_none_is_named(reader: ReleaseReader, item: Shown, problem: Problem) -> None:
    finding = check(item, reader)
    assert finding is not None
    assert finding.problem is problem


def test_a_number_of_another_release_is_not_computed(reader: ReleaseReader) -> None:
    item = shown("7,825", COMPLAINTS)
    assert item.mark
    finding = check(replace(item, mark=replace(item.mark, release_hash="ffffffffffff")), reader)
    assert finding is not None
    assert finding.problem is Problem.OTHER_RELEASE


def test_all_are_counted_and_a_finding_says_where_and_what(reader: ReleaseReader) -> None:
    year = shown("2011", "given(2011)", Unit.PLAIN)
    found = verify([shown("7,825", COMPLAINTS), shown("7,826", COMPLAINTS), Shown("Sheet!C3", "5", None), year], reader)
    assert (found.numbers, found.given) == (4, 1)
    assert [str(finding) for finding in found.findings] == [
        f"Sheet!B2: 7,826 differs from the release, which says 7,825 ({COMPLAINTS})",
        "Sheet!C3: 5 has no source beside it",
    ]


def test_a_number_that_differs_in_digits_that_are_not_shown_is_told_with_all_of_them(reader: ReleaseReader) -> None:
    finding = check(shown("", SHARE, Unit.SHARE, 1, value=0.3333), reader)
    assert str(finding) == f"Sheet!B2: 0.3333 differs from the release, which says {1 / 3} ({SHARE})"


def test_a_stamp_is_read_again() -> None:
    for stamp in (Stamp("20111231T000000Z-0123abcd", HASH), Stamp("a", HASH, "branch_beijing", "2011-H1", "zh")):
        assert Stamp.read(str(stamp)) == stamp
    for text in ("", "words", "words of somebody else"):
        with pytest.raises(ValueError, match="is no stamp"):
            Stamp.read(text)


def test_dates_are_compared_as_text(reader: ReleaseReader) -> None:
    finding = check(shown("2011-12-30", "yearly.day[report_year=2011]", Unit.DATE), reader)
    assert finding is not None
    assert finding.recomputed == date(2011, 12, 31)
