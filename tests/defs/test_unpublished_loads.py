"""Which loads the feed check looks at: all that the release before does not hold."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from orchestration.defs.quality import unpublished_loads
from orchestration.lake_identity import lake_id
from orchestration.landing import LedgerEntry, land_feed, ledger_state
from orchestration.release import ChecksPassed
from orchestration.release.manifest import Manifest
from orchestration.settings import BUNDLED_CONFIG, Settings
from tests.pipeline import settings_for

FEED = "call_center"


def _land(settings: Settings, name: str, number: str) -> None:
    folder = settings.landing / FEED
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(
        f"工单号,受理时间,机构,投诉类别\n{number},2011-03-05 09:07:00,北京,理赔\n", encoding="gb18030"
    )
    land_feed(settings, FEED)


def _unpublished(settings: Settings) -> list[LedgerEntry]:
    return unpublished_loads(settings, ledger_state(settings, FEED))


def _publish(settings: Settings, lake: str | None) -> None:
    """As a release of all that has landed would leave it."""
    settings.published.mkdir(exist_ok=True)
    entries = _unpublished(settings)
    with duckdb.connect(str(settings.published_database)) as release:
        columns = ", ".join(f"{name} text" for name in ("feed", "file_name", "content_hash", "status"))
        release.execute(f"create schema marts; create table marts.feed_ledger ({columns})")
        for entry in entries:
            release.execute("insert into marts.feed_ledger values (?, ?, ?, 'loaded')", entry.key)
    loads = {FEED: max(entry.load_sequence for entry in entries)}
    manifest = Manifest("r", "2026-01-01T00:00:00+00:00", "v", {}, ChecksPassed(), {}, loads=loads, lake_id=lake)
    (settings.published / "manifest.json").write_text(manifest.to_json())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = settings_for(tmp_path, BUNDLED_CONFIG)
    _land(settings, "a.csv", "CC1")
    _land(settings, "b.csv", "CC2")
    return settings


@pytest.mark.parametrize("named", [True, False], ids=["of this lake", "of an earlier version"])
def test_what_a_release_holds_is_published(settings: Settings, named: bool) -> None:
    _publish(settings, lake_id(settings.lake) if named else None)
    assert _unpublished(settings) == []
    _land(settings, "c.csv", "CC3")
    assert [entry.file_name for entry in _unpublished(settings)] == ["c.csv"]


def test_all_loads_of_another_lake_are_looked_at(settings: Settings) -> None:
    _publish(settings, lake_id(settings.lake))
    shutil.rmtree(settings.lake)
    land_feed(settings, FEED)
    assert [entry.load_sequence for entry in _unpublished(settings)] == [1, 2]


def test_a_number_that_a_restored_lake_gives_again_does_not_count_as_published(settings: Settings) -> None:
    shutil.copytree(settings.lake, settings.home / "backup")
    _land(settings, "c.csv", "CC3")
    _publish(settings, lake_id(settings.lake))
    shutil.rmtree(settings.lake)
    (settings.home / "backup").rename(settings.lake)
    (settings.landing / FEED / "c.csv").unlink()
    _land(settings, "d.csv", "CC4")
    (entry,) = _unpublished(settings)
    assert (entry.file_name, entry.load_sequence) == ("d.csv", 3)
