"""When the release that readers see is all that the last build comes to, and when that build still can be released."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from release_fixtures import ADD_A_COMPLAINT, NODES, built, candidate_of, change, release

from orchestration.release import (
    FileLeftOut,
    current_manifest,
    forget_build,
    may_be_released,
    publish,
    publishing,
    standing_release,
)
from orchestration.settings import Settings


def _may_be_released(settings: Settings) -> bool:
    return may_be_released(settings, settings.dbt / "target")


def test_a_build_that_was_published_stands(settings: Settings, warehouse: Path) -> None:
    built(settings)
    assert standing_release(settings, []) is None
    release(settings, warehouse)
    assert standing_release(settings, []) == current_manifest(settings)


def test_a_build_that_came_to_the_same_stands_too(settings: Settings, warehouse: Path) -> None:
    release(settings, warehouse)
    before = current_manifest(settings)
    release(settings, warehouse)
    assert standing_release(settings, []) == before


def test_a_build_that_was_not_published_does_not_stand(settings: Settings, warehouse: Path) -> None:
    release(settings, warehouse)
    change(warehouse, ADD_A_COMPLAINT)
    assert standing_release(settings, []) is None
    built(settings)
    assert standing_release(settings, []) is None


def test_a_failed_build_does_not_stand(settings: Settings, warehouse: Path) -> None:
    release(settings, warehouse)
    built(settings, {**NODES, "test.shares_sum_to_one": "fail"})
    assert standing_release(settings, []) is None
    forget_build(settings)
    assert standing_release(settings, []) is None


def test_a_release_of_other_code_other_files_or_another_lake_does_not_stand(
    settings: Settings, warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release(settings, warehouse)
    assert standing_release(settings, [FileLeftOut("hq", "late.xlsx", "is no workbook")]) is None
    for name in ("code_version", "lake_id"):
        with monkeypatch.context() as patch:
            patch.setattr(publishing, name, lambda *_: "another")
            assert standing_release(settings, []) is None
    assert standing_release(settings, []) is not None


def test_damage_to_a_standing_release_is_mended(settings: Settings, warehouse: Path) -> None:
    release(settings, warehouse)
    manifest = current_manifest(settings)
    settings.published_database.unlink()
    (settings.releases / manifest.release_id / "manifest.json").unlink()
    said: list[str] = []
    assert standing_release(settings, [], said.append) == manifest
    assert settings.published_database.is_file()
    assert len(said) == 2


def test_a_release_that_cannot_be_mended_does_not_stand(settings: Settings, warehouse: Path) -> None:
    release(settings, warehouse)
    shutil.rmtree(settings.releases / current_manifest(settings).release_id)
    settings.published_database.unlink()
    assert standing_release(settings, [], print) is None


def test_a_good_build_may_be_released_until_it_was(settings: Settings, warehouse: Path) -> None:
    built(settings)
    assert _may_be_released(settings)
    publish(settings, candidate_of(settings, warehouse), [], {})
    assert not _may_be_released(settings), "the release that it came after is another one now"


def test_a_bad_build_or_one_of_other_artifacts_may_not_be_released(settings: Settings, warehouse: Path) -> None:
    built(settings, {**NODES, "test.shares_sum_to_one": "fail"})
    assert not _may_be_released(settings)
    built(settings)
    results = settings.dbt / "target" / "run_results.json"
    results.write_text(json.dumps({"metadata": {"invocation_id": "another"}}))
    assert not _may_be_released(settings)
    results.unlink()
    assert not _may_be_released(settings)
