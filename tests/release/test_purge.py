"""Releases that are taken back."""

from __future__ import annotations

from orchestration.release import ChecksPassed, Manifest
from orchestration.release.purge import remove_earlier_releases
from orchestration.settings import Settings

IDS = ("20260101T000000Z-00000001", "20260102T000000Z-00000002", "20260103T000000Z-00000003")


def test_only_the_release_that_readers_see_stays(settings: Settings) -> None:
    for release_id in IDS:
        manifest = Manifest(release_id, "2026-01-03T00:00:00+00:00", "1", {}, ChecksPassed(), {}).to_json()
        (settings.releases / release_id / "parquet").mkdir(parents=True)
        (settings.releases / release_id / "manifest.json").write_text(manifest)
        (settings.published / "manifest.json").write_text(manifest)
    (settings.published / ".candidate").mkdir()
    (settings.published / ".candidate" / "complaints.duckdb").touch()
    assert remove_earlier_releases(settings) == 2
    assert [path.name for path in settings.releases.iterdir()] == [IDS[-1]]
    assert not (settings.published / ".candidate").exists()
    assert remove_earlier_releases(settings) == 0


def test_before_the_first_release_there_is_nothing_to_remove(settings: Settings) -> None:
    assert remove_earlier_releases(settings) == 0
