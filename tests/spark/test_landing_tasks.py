"""Files landed by tasks of Spark end as those that one process lands."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest

from orchestration.landing import land_feed, ledger, ledger_path
from orchestration.landing.parallel import ahead
from orchestration.settings import CHECKOUT, Settings
from orchestration.spark.landing import hire_tasks
from tests.pipeline import copy_feeds, settings_for

FEED = "call_center"
SPARK = CHECKOUT / ".venv" / "spark"


def state(settings: Settings) -> tuple:
    lines = ledger.ledger_lines(ledger_path(settings.ledger, FEED))
    lake = {path.name: path.read_bytes() for path in (settings.lake / FEED).iterdir()}
    return [replace(line, received_at="") for line in lines], lake


def deployment(home: Path) -> Settings:
    copy_feeds(home, FEED)
    # refused when it is read: the numbers of those behind it are known only then
    refused = home / "landing" / FEED / "0.csv"
    refused.write_text("nothing of ours\n")
    for number, path in enumerate(sorted((home / "landing" / FEED).iterdir())):
        os.utime(path, (1_000_000_000 + number,) * 2)
    return replace(settings_for(home), landing_workers=2)


@pytest.mark.slow
def test_tasks_of_spark_land_files_as_one_process_does(tmp_path):
    together, alone = (deployment(tmp_path / name) for name in ("together", "alone"))
    land_feed(replace(alone, landing_workers=1), FEED)
    with mock.patch.multiple(ahead, LEAST_BYTES=1, LEAST_BYTES_TOGETHER=1):
        result = land_feed(together, FEED, hire_tasks("local[2]", SPARK / "bin" / "python"))
    assert (result.files_loaded, len(result.left_out)) == (2, 1)
    assert state(together) == state(alone)


def test_a_driver_that_ends_gives_an_error_that_says_what_to_do(tmp_path):
    settings = deployment(tmp_path)
    with (
        mock.patch.multiple(ahead, LEAST_BYTES=1, LEAST_BYTES_TOGETHER=1),
        pytest.raises(RuntimeError, match=r"Spark, .* went away: what landed stands\. See that the cluster runs"),
    ):
        land_feed(settings, FEED, hire_tasks("local[2]", Path("/bin/false")))
