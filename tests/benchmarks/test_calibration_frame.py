"""How what was measured is told: ranges, the table in the page, and topics that are found by themselves."""

from __future__ import annotations

import pytest

from benchmarks.calibration.__main__ import (
    METHODS,
    TABLE_BEGINS,
    TABLE_ENDS,
    as_json,
    read_results,
    topics,
    with_table,
)
from benchmarks.calibration.measured import Measured, table

FOUND = [
    Measured("an interval holds the truth", "few complaints", (0.93, 0.97), 0.9512, 100),
    Measured("an interval holds the truth", "many complaints", (0.93, 0.97), 0.981, 100),
    Measured("a false alarm is raised", "few complaints", (0.0, 0.004), 0.0021, 100),
]


def test_a_claim_is_one_row_with_its_range() -> None:
    assert table(FOUND).splitlines()[2:] == [
        "| an interval holds the truth | 93.0 to 97.0 % | 95.1 to 98.1 % | 2 kinds of truth, 100 times each |",
        "| a false alarm is raised | 0 to 0.4 % | 0.21 % | 1 kind of truth, 100 times each |",
    ]


def test_what_is_out_of_its_range_is_told() -> None:
    assert [one.is_as_wanted for one in FOUND] == [True, False, True]


def test_the_table_takes_the_place_of_the_one_before() -> None:
    page = f"Before.\n{TABLE_BEGINS}| old |\n{TABLE_ENDS}After.\n"
    written = with_table(page, FOUND)
    assert written == f"Before.\n{TABLE_BEGINS}{table(FOUND)}{TABLE_ENDS}After.\n"
    assert with_table(written, FOUND) == written
    with pytest.raises(ValueError):
        with_table("A page without the marks.\n", FOUND)


def test_each_result_is_a_line() -> None:
    assert len(as_json(FOUND).splitlines()) == len(FOUND) + 2


def test_every_topic_names_the_models_that_it_runs() -> None:
    found = topics()
    assert "branches" in found
    assert all(topic.MODELS for topic in found.values())


def test_the_page_tells_what_was_measured_last() -> None:
    page = METHODS.read_text(encoding="utf-8")
    assert with_table(page, read_results()) == page
