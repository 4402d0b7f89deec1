"""Workers take a second to start: they do so only where several large files are new."""

from __future__ import annotations

from dataclasses import replace
from unittest import mock

import pytest
from landing_fixtures import call_center_text, put
from workers import every_file_is_worth_a_worker, threads

from orchestration import progress
from orchestration.landing import land_feed
from orchestration.landing.parallel import ahead
from orchestration.settings import Settings

FEED = "call_center"


def hired(settings: Settings) -> int:
    """How many workers a pass had."""
    hire = mock.Mock(side_effect=threads())
    land_feed(settings, FEED, hire)
    return sum(call.args[1] for call in hire.call_args_list)


@pytest.fixture
def several(settings: Settings) -> Settings:
    for number in range(3):
        put(settings, FEED, f"{number}.csv", call_center_text(f"CC{number}"))
    return replace(settings, landing_workers=2)


def test_several_files_are_landed_by_as_many_workers_as_the_deployment_has(several):
    with every_file_is_worth_a_worker():
        assert hired(several) == 2


def test_no_worker_is_left_without_a_file(several):
    with every_file_is_worth_a_worker():
        assert hired(replace(several, landing_workers=5)) == 3


def test_small_files_are_landed_without_a_worker(several):
    with mock.patch.object(ahead, "LEAST_BYTES_TOGETHER", 1):
        assert hired(several) == 0
    with mock.patch.object(ahead, "LEAST_BYTES", 1):
        assert hired(several) == 0


def test_one_worker_is_the_pass_itself(several):
    with every_file_is_worth_a_worker():
        assert hired(replace(several, landing_workers=1)) == 0


def test_one_file_is_landed_without_a_worker(settings):
    put(settings, FEED, "a.csv", call_center_text("CC1"))
    with every_file_is_worth_a_worker():
        assert hired(replace(settings, landing_workers=2)) == 0


def test_files_that_landed_before_need_no_worker(several):
    with every_file_is_worth_a_worker(), mock.patch("orchestration.landing.known_content.CERTAIN_AFTER_SECONDS", 0):
        assert hired(several) == 2
        put(several, FEED, "4.csv", call_center_text("CC4"))
        assert hired(several) == 0


def test_the_pass_tells_how_far_the_worker_is_that_it_waits_for(several):
    told = []
    with (
        every_file_is_worth_a_worker(),
        progress.listening(lambda stage: told.append((stage.name, stage.done, stage.share, stage.detail))),
    ):
        land_feed(several, FEED, threads(50))
    assert ("landing call_center/0.csv (file 1 of 3)", 5, 0.5, "2 files at a time") in told
