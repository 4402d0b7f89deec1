"""What the pass looks at before its turn comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from landing_fixtures import call_center_text, lake_rows, put
from workers import ThreadWorker, every_file_is_worth_a_worker

from orchestration.landing import land_feed
from orchestration.landing.ledger import LedgerEntry
from orchestration.landing.parallel.tasks import Progress, Task
from orchestration.settings import Settings

FEED = "call_center"


class Watched(ThreadWorker):
    """Notes which files it is given, and calls `meanwhile` before it lands each."""

    given: list[str]
    meanwhile: Callable[[Path], None]

    def land(self, task: Task, tell: Callable[[Progress], None]) -> LedgerEntry:
        self.given.append(task.path.name)
        self.meanwhile(task.path)
        return super().land(task, tell)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, landing_workers=2)


def given_to_workers(settings: Settings, meanwhile: Callable[[Path], None] = lambda path: None) -> list[str]:
    """The names of the files that workers were given in a pass."""
    own = type("Own", (Watched,), {"given": [], "meanwhile": staticmethod(meanwhile)})
    with every_file_is_worth_a_worker():
        land_feed(settings, FEED, lambda treatment, count: [own(treatment, iter(lambda: 0, 1)) for _ in range(count)])
    return sorted(own.given)


def test_a_duplicate_is_not_read_by_a_worker(settings):
    for name in ("a.csv", "b.csv"):
        put(settings, FEED, name, call_center_text("CC1"))
    put(settings, FEED, "c.csv", call_center_text("CC2"))
    assert given_to_workers(settings) == ["a.csv", "c.csv"]


def test_a_file_that_changes_before_its_turn_lands_as_it_is_then(settings):
    first, second = (put(settings, FEED, f"{name}.csv", call_center_text(name)) for name in ("a", "b"))

    def change(path: Path) -> None:
        if path == first:
            second.write_text(call_center_text("changed", "and longer"))

    given_to_workers(settings, change)
    assert [row["complaint_number"] for row in lake_rows(settings, FEED)] == ["a", "changed", "and longer"]
