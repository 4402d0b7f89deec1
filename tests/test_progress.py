"""What is told of a run that is under way: how far it is, how fast, and what remains, where that can be known."""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Iterator

import pytest

from orchestration import progress, progress_line
from orchestration.landing import land_feed
from tests.pipeline import copy_feeds, settings_for


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True

    def wait_for(self, words: str) -> None:
        deadline = time.monotonic() + 30
        while words not in self.getvalue():
            assert time.monotonic() < deadline, self.getvalue()
            time.sleep(0.01)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    clock = Clock()
    monkeypatch.setattr(progress, "time", clock)
    monkeypatch.setattr(progress, "_stage", None)
    yield clock
    assert progress._listeners == []


def words() -> str:
    stage = progress.current()
    assert stage is not None
    return stage.in_words()


def test_rows_of_a_file_tell_their_pace_and_what_remains_of_it(clock: Clock) -> None:
    progress.begin("landing hq/a.csv", "rows", is_even=True)
    assert words() == "landing hq/a.csv: 0 rows, 0 s"
    clock.now += 20
    progress.reading(0.25)
    progress.advance(2_000_000)
    assert words() == "landing hq/a.csv: 2,000,000 rows, 100,000 a second, 25%, about 1 min 00 s left"


def test_a_file_whose_length_tells_nothing_tells_its_pace_alone(clock: Clock) -> None:
    progress.begin("landing hq/a.parquet", "rows", is_even=True)
    clock.now += 4
    progress.advance(400)
    assert words() == "landing hq/a.parquet: 400 rows, 100 a second"


def test_models_are_counted_and_not_timed_for_they_are_not_alike(clock: Clock) -> None:
    progress.begin("building", "models and tests", 306)
    clock.now += 65
    progress.advance(120, "marts.category_share")
    assert words() == "building: 120 of 306 models and tests, 1 min 05 s (marts.category_share)"


def test_what_cannot_be_counted_tells_its_time(clock: Clock) -> None:
    progress.begin("checking hq")
    clock.now += 3
    assert words() == "checking hq: 3 s"


def test_a_log_is_told_now_and_then(clock: Clock) -> None:
    said: list[str] = []
    with progress.told_to(said.append, every=30):
        progress.begin("building", "models and tests", 306)
        for number in range(100):
            progress.advance(number)
            clock.now += 1
    assert len(said) == 3
    progress.advance(101)
    assert len(said) == 3


def test_nothing_is_told_of_a_run_that_has_not_begun() -> None:
    progress.advance(1)
    progress.reading(0.5)
    assert progress.current() is None


def test_landing_tells_each_file_its_rows_and_how_much_of_it_was_read(tmp_path) -> None:
    settings = settings_for(tmp_path)
    copy_feeds(settings.home, "call_center")
    seen: dict[str, tuple[int, float | None]] = {}

    def listen(words: str) -> None:
        stage = progress.current()
        seen[stage.name] = stage.done, stage.share

    with progress.told_to(listen, every=0):
        result = land_feed(settings, "call_center")
    assert list(seen) == [
        "landing call_center/callcenter_2010.csv (file 1 of 2)",
        "landing call_center/callcenter_2011.csv (file 2 of 2)",
    ]
    assert sum(rows for rows, _ in seen.values()) == result.rows_loaded == 19_805
    assert {share for _, share in seen.values()} == {1}


def test_a_terminal_has_one_line_that_moves_and_is_gone_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_line, "_EVERY", 0.01)
    monkeypatch.setenv("COLUMNS", "30")
    terminal = Terminal()
    with progress_line.progress_line(terminal):
        for stage in ("landing hq/总公司投诉登记_2010.xlsx", "checking hq"):
            progress.begin(stage, "rows", is_even=True)
            terminal.wait_for(stage[:14])
        logging.lastResort.handle(logging.makeLogRecord({"msg": "said aside", "levelno": logging.WARNING}))
    lines = terminal.getvalue().split("\r\x1b[K")
    assert "landing hq/总公司投诉登记_201" in lines, "29 columns, of which each Chinese character takes two"
    assert "checking hq: 0 rows, 0 s" in lines
    assert "said aside\n" in lines
    assert lines[-1] == ""
    assert not isinstance(logging.lastResort, progress_line._AboveTheLine)


def test_what_is_no_terminal_has_a_line_a_minute(clock: Clock) -> None:
    log = io.StringIO()
    with progress_line.progress_line(log):
        progress.begin("building", "models and tests", 306)
        for number in range(3):
            clock.now += 40
            progress.advance(number)
    assert log.getvalue() == "building: 1 of 306 models and tests, 1 min 20 s\n"
