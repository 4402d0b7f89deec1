"""What can be made again is made again by the next run, with no hand lent, and its tables are those of any other."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orchestration.release import current_manifest
from orchestration.settings import Settings
from tests.conftest import BundledRun
from tests.pipeline import assert_undisturbed, run, settings_for

GARBAGE = b"\x00\xffno such thing{" * 300


@pytest.fixture
def copied(bundled_run: BundledRun, tmp_path: Path) -> Settings:
    """A deployment that has published, to be damaged."""
    settings = settings_for(tmp_path / "home")
    shutil.copytree(bundled_run.settings.home, settings.home, symlinks=True)
    return settings


def _derived(settings: Settings) -> list[Path]:
    target = settings.dbt / "target"
    checked = sorted(settings.checked.glob("*.jsonl"))
    history = sorted((settings.quality / "history").glob("*.json"))
    records = sorted((settings.quality / ".records").rglob("*.json"))
    assert checked and history and records
    return [
        settings.warehouse,
        settings.warehouse_fingerprint,
        settings.build_record,
        settings.figure_history,
        *(
            target / name
            for name in ("manifest.json", "manifest.fingerprint", "partial_parse.msgpack", "run_results.json")
        ),
        settings.quality / "index.html",
        *checked,
        *history,
        *records,
    ]


def _put_folder(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.mkdir()
    (path / "own").write_text("somebody's")


def _published(settings: Settings) -> list[Path]:
    """Files of the newest release of which another copy is left."""
    history = settings.releases / current_manifest(settings).release_id / "parquet" / "figure_revisions.parquet"
    return [settings.published_database, settings.published / "manifest.json", history]


@pytest.mark.slow
def test_all_that_is_derived_may_be_damaged_at_once(bundled_run: BundledRun, copied: Settings) -> None:
    """Every other file is emptied; each of the others holds garbage."""
    for place, path in enumerate(_derived(copied)):
        assert path.is_file(), path
        path.write_bytes(GARBAGE if place % 2 else b"")
    ran = run(copied)
    assert ran.returncode == 0, ran.stderr
    assert f"{copied.dbt / 'target' / 'manifest.json'} is damaged and is made anew" in ran.stderr
    assert "The warehouse is built anew from the lake" in ran.stderr
    assert_undisturbed(copied, bundled_run.settings)


@pytest.mark.slow
def test_folders_may_stand_in_the_place_of_all_that_is_derived(bundled_run: BundledRun, copied: Settings) -> None:
    locks = [copied.home / ".run.lock", *(copied.lake / f".lock-{name}" for name in ("hq", "identity"))]
    schema = copied.lake / "hq" / "_schema.parquet"
    places = [*_derived(copied), *_published(copied), *locks, schema, copied.dbt / "build.log"]
    for path in places:
        _put_folder(path)
    ran = run(copied)
    assert ran.returncode == 0, ran.stderr
    assert "was a folder where a file belongs" in ran.stderr
    assert_undisturbed(copied, bundled_run.settings)
    assert [path for path in places if not list(path.parent.glob(f"{path.name}.moved-aside-*/own"))] == []
