from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from release_fixtures import ADD_A_COMPLAINT, CHECKS, REVISE_A_FIGURE, candidate_of, change, published_query
from release_fixtures import release as release_of

from orchestration.release import FileLeftOut, Manifest, current_manifest, publish, published_loads
from orchestration.settings import Settings

LEFT_OUT = [FileLeftOut("hq", "broken.xlsx", "no column 登记编号")]


class Killed(BaseException):
    """Stands for the process being killed: nothing in the code may catch it."""


def release(settings: Settings, warehouse: Path, loads: dict[str, int] | None = None) -> Manifest:
    return release_of(settings, warehouse, LEFT_OUT, loads or {"call_center": 1})


def complaints(settings: Settings) -> int:
    return published_query(settings, "select count(*) from core.fct_complaints")[0][0]


def revisions_of_complaints(settings: Settings) -> list[tuple]:
    return published_query(
        settings,
        """
        select published_at, revision from marts.figure_revisions
        where measure = 'complaints' and change_type = 'revised' order by published_at
        """,
    )


def release_names(settings: Settings) -> list[str]:
    return sorted(path.name for path in settings.releases.iterdir())


def test_a_release_is_complete_and_readable(settings: Settings, warehouse: Path) -> None:
    manifest = release(settings, warehouse)
    assert complaints(settings) == 50
    assert sorted(path.name for path in settings.published_parquet.iterdir()) == [
        "feed_ledger.parquet",
        "feed_overlap.parquet",
        "figure_reconciliation.parquet",
        "figure_revisions.parquet",
        "taxonomy_changes.parquet",
        "unmapped_values.parquet",
        "yearly_comparison.parquet",
    ]
    assert sorted(path.name for path in settings.published.iterdir() if not path.name.startswith(".")) == [
        "complaints.duckdb",
        "manifest.json",
        "parquet",
        "releases",
    ]
    for path in [settings.published, settings.published_database, *settings.published_parquet.iterdir()]:
        assert path.stat().st_mode & stat.S_IROTH, path
    assert manifest.row_counts["core.fct_complaints"] == 50
    assert (manifest.checks, manifest.files_left_out, manifest.previous_release_id) == (CHECKS, LEFT_OUT, None)


def test_the_manifest_survives_the_file(settings: Settings, warehouse: Path) -> None:
    assert (current_manifest(settings), published_loads(settings)) == (None, {})
    manifest = release(settings, warehouse, {"call_center": 4, "hq": 2})
    assert current_manifest(settings) == manifest
    assert published_loads(settings) == {"call_center": 4, "hq": 2}


def test_unchanged_content_keeps_the_release(settings: Settings, warehouse: Path) -> None:
    first = release(settings, warehouse)
    change(warehouse, "create or replace table core.fct_complaints as from core.fct_complaints order by random()")
    assert release(settings, warehouse) == first
    assert release_names(settings) == [first.release_id]


@pytest.mark.parametrize("what", ["content", "code", "files left out"])
def test_changed_content_or_code_or_files_left_out_make_a_new_release(
    settings: Settings, warehouse: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    first = release(settings, warehouse)
    if what == "content":
        change(warehouse, ADD_A_COMPLAINT)
    elif what == "code":
        monkeypatch.setattr("orchestration.release.audit.code_version", lambda: "another")
    else:
        monkeypatch.setitem(globals(), "LEFT_OUT", [])
    second = release(settings, warehouse)
    assert second.previous_release_id == first.release_id
    assert release_names(settings) == [first.release_id, second.release_id]
    assert current_manifest(settings) == second


def test_an_open_reader_keeps_the_old_release_and_a_new_one_sees_the_new(settings: Settings, warehouse: Path) -> None:
    release(settings, warehouse)
    database = str(settings.published_database)
    with duckdb.connect(database, read_only=True) as reader:
        change(warehouse, ADD_A_COMPLAINT)
        release(settings, warehouse)
        assert reader.execute("select count(*) from core.fct_complaints").fetchone() == (50,)
    assert complaints(settings) == 51


def kill_at(step: int, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Kill the process right before its `step`-th visible change to the file system; returns a counter of steps."""
    done = 0

    def dying(original: Callable) -> Callable:
        def call(*args: object, **kwargs: object) -> object:
            nonlocal done
            done += 1
            if done == step:
                raise Killed
            return original(*args, **kwargs)

        return call

    for name in ("replace", "symlink_to", "mkdir", "write_text", "unlink"):
        monkeypatch.setattr(Path, name, dying(getattr(Path, name)))
    return lambda: done


@pytest.mark.slow
def test_a_publish_killed_at_any_step_leaves_a_whole_release_and_is_finished_by_the_next_run(
    settings: Settings, warehouse: Path, tmp_path: Path
) -> None:
    release(settings, warehouse)
    expected, step, killed = 50, 0, True
    while killed:
        step += 1
        change(warehouse, f"{ADD_A_COMPLAINT}; {REVISE_A_FIGURE}")
        candidate = candidate_of(settings, warehouse)
        with pytest.MonkeyPatch.context() as patch:
            kill_at(step, patch)
            try:
                publish(settings, candidate, LEFT_OUT, {})
                killed = False
            except Killed:
                pass
        assert complaints(settings) in (expected, expected + 1)
        assert current_manifest(settings).release_id in release_names(settings)
        assert {path.name for path in settings.published_parquet.iterdir()} > {"feed_ledger.parquet"}

        expected += 1
        manifest = release(settings, warehouse)
        assert complaints(settings) == expected
        assert current_manifest(settings) == manifest
        assert settings.published_parquet.resolve() == settings.releases / manifest.release_id / "parquet"
        assert len(release_names(settings)) == expected - 50 + 1, "one release for each state of the warehouse"
        revisions = revisions_of_complaints(settings)
        assert [revision for _, revision in revisions] == [1.0] * step, "each state's revision, and each once"
        assert [f"{time:%Y%m%dT%H%M%SZ}" for time, _ in revisions] == [
            name.split("-")[0] for name in release_names(settings)[1:]
        ]
    assert step > 8
