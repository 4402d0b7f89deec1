"""When a candidate without complaints is a fault, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from release_fixtures import change

from orchestration.release import ChecksPassed, FileLeftOut, Manifest, quarantine_reasons, why_empty

REJECTED = [FileLeftOut("hq", "a.xlsx", "a.xlsx: not readable"), FileLeftOut("hq", "b.xlsx", "b.xlsx: is empty")]
RELEASE = Manifest("20260101T000000Z-1", "2026-01-01", "v1", {"core.fct_complaints": 1200}, ChecksPassed(), {})
QUARANTINED = """
    insert into marts.quarantined_rows values
        ('h1', 1, 'hq', 'a.csv', 'missing_number'),
        ('h1', 2, 'hq', 'a.csv', 'missing_number, unparseable_received_date'),
        ('h2', 1, 'hq', 'b.csv', 'missing_number')
"""


@pytest.fixture
def empty(warehouse: Path) -> Path:
    change(
        warehouse,
        """
        truncate core.fct_complaints;
        create or replace table marts.quarantined_rows (
            content_hash varchar, row_number bigint, feed varchar, file_name varchar, reasons varchar
        );
        """,
    )
    return warehouse


def test_feeds_without_complaints_to_report_make_an_empty_release(empty: Path) -> None:
    assert why_empty(empty, [], None) is None
    assert why_empty(empty, [], replace(RELEASE, row_counts={"core.fct_complaints": 0})) is None


def test_an_empty_release_does_not_take_the_place_of_a_filled_one(empty: Path) -> None:
    reason = why_empty(empty, [], RELEASE)
    assert "take the place of release 20260101T000000Z-1, which holds 1,200 complaints" in reason


def test_rejected_files_are_counted_and_named_with_their_errors(empty: Path) -> None:
    reason = why_empty(empty, REJECTED, None)
    assert "2 files rejected (hq/a.xlsx: not readable; hq/b.xlsx: is empty)" in reason


def test_quarantined_rows_are_counted_by_reason(empty: Path) -> None:
    change(empty, QUARANTINED)
    reason = why_empty(empty, [], None)
    assert "rows quarantined by reason: missing_number 3, unparseable_received_date 1" in reason
    with duckdb.connect(str(empty), read_only=True) as connection:
        assert quarantine_reasons(connection, [("hq", "h2")]) == {"missing_number": 1}


def test_that_nothing_has_landed_is_said(empty: Path) -> None:
    change(empty, "truncate marts.feed_ledger")
    assert "no file has landed" in why_empty(empty, [], None)


def test_with_a_complaint_nothing_is_wrong(empty: Path) -> None:
    change(empty, f"insert into core.fct_complaints values ('k', 1); {QUARANTINED}")
    assert why_empty(empty, REJECTED, RELEASE) is None
