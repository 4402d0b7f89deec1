"""Many small files cost little more than one, and end as each of them alone would."""

from __future__ import annotations

import os
from dataclasses import replace
from unittest import mock

import pytest
from landing_fixtures import CALL_CENTER_HEADER, call_center_row, call_center_text, csv_text, end_state, lake_rows, put

from orchestration.landing import land_feed, ledger, small_files
from orchestration.landing.transform import Transformer

FEED = "call_center"
NARRATIVE = "客户张三电话13912345678，身份证11010519491231002X"


def rows(settings) -> list[dict]:
    return lake_rows(settings, FEED)


def mixed_files(settings) -> None:
    put(settings, FEED, "a.csv", call_center_text("CC1", "CC2"))
    put(settings, FEED, "b.csv", csv_text(CALL_CENTER_HEADER[::-1], call_center_row("CC3", 投诉内容=NARRATIVE)[::-1]))
    put(settings, FEED, "c.csv", call_center_text())
    put(settings, FEED, "d.csv", call_center_text("CC4") + "CC5,too few\r\n\r\nCC\x006,x\r\n")
    put(settings, FEED, "e.csv", call_center_text("CC1", "CC2"))
    put(settings, FEED, "f.csv", "nothing of ours\n")
    put(
        settings,
        FEED,
        "g.csv",
        csv_text(CALL_CENTER_HEADER, call_center_row("CC7", 投诉内容=NARRATIVE, 客户姓名="张三")),
    )


def test_files_that_are_treated_together_end_as_each_of_them_alone(settings, tmp_path, monkeypatch):
    alone = replace(settings, home=tmp_path / "alone")
    for one in (settings, alone):
        mixed_files(one)
    land_feed(settings, FEED)
    monkeypatch.setattr(small_files, "MOST_BYTES", -1)
    land_feed(alone, FEED)
    assert end_state(settings) == end_state(alone)
    assert rows(settings) == rows(alone)
    assert len(rows(settings)) == 8


def test_the_rows_of_many_files_are_treated_at_once_and_their_lines_written_at_once(settings):
    for number in range(40):
        put(settings, FEED, f"{number}.csv", call_center_text(f"CC{number}"))
    treat, write = Transformer._rows, ledger.write_all
    with (
        mock.patch.object(Transformer, "_rows", autospec=True, side_effect=treat) as treated,
        mock.patch.object(ledger, "write_all", side_effect=write) as written,
    ):
        result = land_feed(settings, FEED)
    assert (result.files_loaded, result.rows_loaded) == (40, 40)
    assert (treated.call_count, written.call_count) == (1, 1)
    assert {row["_file_name"]: row["complaint_number"] for row in rows(settings)} == {
        f"{number}.csv": f"CC{number}" for number in range(40)
    }


@pytest.mark.parametrize("limit", ["MOST_FILES_WAITING", "MOST_BYTES_WAITING"])
def test_what_waits_is_bounded(settings, monkeypatch, limit):
    monkeypatch.setattr(small_files, limit, 1)
    for number in range(3):
        put(settings, FEED, f"{number}.csv", call_center_text(f"CC{number}"))
    with mock.patch.object(ledger, "write_all", side_effect=ledger.write_all) as written:
        land_feed(settings, FEED)
    assert written.call_count == 3


def test_a_line_is_written_only_after_the_rows_of_every_file_in_it_are_in_place(settings):
    for number in range(5):
        put(settings, FEED, f"{number}.csv", call_center_text(f"CC{number}"))
    steps = []
    moved, write = os.replace, ledger.write_all
    with (
        mock.patch.object(os, "replace", side_effect=lambda *paths: (steps.append("rows"), moved(*paths))),
        mock.patch.object(ledger, "write_all", side_effect=lambda *all_: (steps.append("lines"), write(*all_))),
    ):
        land_feed(settings, FEED)
    assert steps.index("lines") > 4 and steps.count("lines") == 1
