"""However many workers land the files of a pass, and whichever ends first: lake, ledger and words are those of one."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from landing_fixtures import call_center_row, call_center_text, csv_text
from workers import every_file_is_worth_a_worker, threads

from orchestration.landing import LandingResult, land, land_feed, ledger, ledger_path, small_files
from orchestration.landing.parallel.process import hire_processes
from orchestration.landing.parallel.tasks import Hiring
from orchestration.settings import BUNDLED_CONFIG, Settings
from tests.drawing import drawn

FEED = "call_center"
A_LINE_WITHOUT_TIME = {"received_at": ""}
CONTENTS = {
    "two rows": call_center_text("CC1", "CC2"),
    "corrected": call_center_text("CC1"),
    "dirty": call_center_text("CC3") + "CC4,too few\r\n\r\n" + csv_text(call_center_row("CC5")),
    "many rows": call_center_text(*(f"CC{number}" for number in range(10, 60))),
    "a column too many": csv_text(["工单号", "受理时间", "机构", "投诉类别", "未知"], ["CC6", "", "北京", "", "x"]),
    "no row": call_center_text(),
    "refused": csv_text(["机构"], ["北京"]),
    "refused too": "nothing of ours\n",
    "empty": "",
}
NAMES = [f"{number}.csv" for number in range(6)] + ["张三13912345678.csv"]


def outcome(settings: Settings, passes: list[list[tuple[str, str]]], hire: Hiring) -> tuple:
    """What a deployment has and said after passes, before each of which files were put into the landing folder."""
    folder = settings.landing / FEED
    folder.mkdir(parents=True)
    said, clock = [], 1_000_000_000
    for files in passes:
        for name, content in files:
            (folder / name).write_bytes(CONTENTS[content].encode("gb18030"))
            os.utime(folder / name, (clock, clock))
            clock += 1
        said.append(in_words(land_feed(settings, FEED, hire), settings))
    lake = {path.name: path.read_bytes() for path in (settings.lake / FEED).iterdir()}
    lines = [
        ledger.written(replace(line, **A_LINE_WITHOUT_TIME))
        for line in ledger.ledger_lines(ledger_path(settings.ledger, FEED))
    ]
    return said, lines, lake


def in_words(result: LandingResult, settings: Settings) -> str:
    timeless = {
        name: [replace(entry, **A_LINE_WITHOUT_TIME) for entry in getattr(result, name)]
        for name in ("added", "current", "left_out")
    }
    return repr(replace(result, **timeless)).replace(str(settings.home), "")


def deployment(home: str | Path, workers: int) -> Settings:
    return Settings(home=Path(home), config=BUNDLED_CONFIG, token_key="a key for tests", landing_workers=workers)


FILES = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(sorted(CONTENTS))), max_size=8)


@drawn(60)
@given(
    st.lists(FILES, min_size=1, max_size=2),
    st.sampled_from((2, 5)),
    st.lists(st.sampled_from((0, 0, 2, 10)), min_size=1, max_size=6),
    st.sampled_from((-1, small_files.MOST_BYTES)),
)
def test_the_order_in_which_workers_end_makes_no_difference(passes, workers, delays, most_bytes):
    with (
        tempfile.TemporaryDirectory() as alone,
        tempfile.TemporaryDirectory() as together,
        mock.patch.object(land.logger, "disabled", True),
        mock.patch.object(small_files, "MOST_BYTES", most_bytes),
        every_file_is_worth_a_worker(),
    ):
        expected = outcome(deployment(alone, 1), passes, threads())
        assert outcome(deployment(together, workers), passes, threads(*delays)) == expected


@pytest.mark.parametrize("workers", [2, pytest.param(5, marks=pytest.mark.slow)])
def test_processes_end_with_what_one_ends_with(tmp_path, workers):
    passes = [
        [*zip(NAMES, ("refused", "two rows", "dirty", "corrected", "two rows", "empty", "many rows"), strict=True)],
        [("0.csv", "a column too many"), ("3.csv", "refused too"), ("7.csv", "no row")],
    ]
    with every_file_is_worth_a_worker():
        expected = outcome(deployment(tmp_path / "alone", 1), passes, hire_processes)
        assert len(expected[2]) == 7
        assert outcome(deployment(tmp_path / "together", workers), passes, hire_processes) == expected


def test_a_file_gets_its_own_number_where_one_before_it_is_refused_late(tmp_path):
    """The worker wrote it under the number that it would have had."""
    passes = [[("0.csv", "refused"), ("1.csv", "many rows"), ("2.csv", "two rows")]]
    with every_file_is_worth_a_worker(), mock.patch.object(land.logger, "disabled", True):
        _, lines, lake = outcome(deployment(tmp_path / "together", 3), passes, threads(20, 0))
        assert (lines, lake) == outcome(deployment(tmp_path / "alone", 1), passes, threads())[1:]
    assert sorted(lake) == ["_schema.parquet", f"{FEED}-000000001.parquet", f"{FEED}-000000002.parquet"]
