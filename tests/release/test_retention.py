"""How many releases are kept, which of them hold the whole history, and what a reader of one may rely on."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from release_fixtures import ADD_A_COMPLAINT, REVISE_A_FIGURE, change, published_query, release

from orchestration.release import Manifest
from orchestration.release.history import IN_PARQUET
from orchestration.release.manifest import ADDED_ROWS, WHOLE_HISTORY, manifest_at
from orchestration.release.retention import keep_in_order
from orchestration.release.shelf import shelf_of
from orchestration.settings import Settings
from tests.drawing import most_telling

DATABASE = "complaints.duckdb"


def rows_of(path: Path) -> list[tuple]:
    """The history that a file holds."""
    is_database = path.suffix == ".duckdb"
    with duckdb.connect(str(path) if is_database else ":memory:", read_only=is_database) as connection:
        table = "marts.figure_revisions" if is_database else f"read_parquet('{path}')"
        return connection.execute(f"select published_at, value_now from {table} order by all").fetchall()


def released(settings: Settings, warehouse: Path, times: int) -> list[Manifest]:
    manifests = []
    for _ in range(times):
        change(warehouse, f"{REVISE_A_FIGURE}; {ADD_A_COMPLAINT}")
        manifests.append(release(settings, warehouse))
    return manifests


@pytest.mark.parametrize(
    "times_of_a_file", most_telling({"a small part of its file": 20, "most of it": 1_000_000}, "most of it")
)
def test_the_two_newest_releases_hold_the_whole_history_and_older_ones_what_they_added(
    settings: Settings, warehouse: Path, monkeypatch: pytest.MonkeyPatch, times_of_a_file: int
) -> None:
    monkeypatch.setattr("orchestration.release.archived_history._MUCH_OF_A_FILE", times_of_a_file)
    change(warehouse, "create schema bi; create view bi.cases as select complaint_key from core.fct_complaints")
    ids = [manifest.release_id for manifest in released(settings, warehouse, 4)]
    whole = [rows_of(settings.releases / release_id / DATABASE) for release_id in ids]
    assert [len(rows) for rows in whole] == [6, 1, 8, 9]
    assert [len(rows_of(settings.releases / release_id / IN_PARQUET)) for release_id in ids] == [6, 1, 8, 9]
    assert rows_of(settings.published_database) == whole[-1]
    assert {row for rows in whole[:2] for row in rows} < set(whole[-1]), "what they added is what stands in the whole"
    manifests = shelf_of(settings).releases
    assert [manifests[release_id].figure_history for release_id in ids] == [ADDED_ROWS] * 2 + [WHOLE_HISTORY] * 2
    for release_id in ids:
        folder = settings.releases / release_id
        assert [name for name, file in manifests[release_id].files.items() if not file.is_at(folder / name)] == []
    with duckdb.connect(str(settings.releases / ids[0] / DATABASE), read_only=True) as connection:
        for counted in ("core.fct_complaints", "bi.cases", "cases"):
            assert connection.execute(f"select count(*) from {counted}").fetchone() == (51,)
        comments = "select comment from duckdb_tables() where table_name in ('fct_complaints', 'figure_revisions')"
        assert sorted(text.split(".")[0] for (text,) in connection.execute(comments).fetchall()) == [
            "Only the rows that this release added; the newest release holds all of them",
            "The fact's description",
        ]
    described = pq.read_schema(settings.releases / ids[0] / IN_PARQUET).metadata[b"description"]
    assert described.startswith(b"Only the rows that this release added")


def test_releases_beyond_the_number_kept_are_removed_and_the_history_stays(settings: Settings, warehouse: Path) -> None:
    ids = [manifest.release_id for manifest in released(settings, warehouse, 3)]
    before, notes = rows_of(settings.published_database), []
    release(replace(settings, releases_kept=1), warehouse, say=notes.append)
    assert shelf_of(settings).ids == ids[-1:]
    assert notes == [f"Releases removed, since 1 are kept (COMPLAINTS_RELEASES_KEPT): {ids[0]} to {ids[1]}."]
    assert rows_of(settings.published_database) == before
    notes.clear()
    release(replace(settings, releases_kept=1), warehouse, say=notes.append)
    assert notes == []


def test_the_release_that_readers_see_is_never_removed(settings: Settings, warehouse: Path) -> None:
    (newest,) = released(settings, warehouse, 1)
    later = settings.releases / "29991231T000000Z-0123abcd"
    later.mkdir()
    keep_in_order(replace(settings, releases_kept=1), newest.release_id, print)
    assert (settings.releases / newest.release_id).is_dir()


def test_a_reader_has_one_release_while_others_are_published(settings: Settings, warehouse: Path) -> None:
    """A reader takes the id from the manifest, lists that folder and reads it, over and over, while releases appear."""
    (first,) = released(settings, warehouse, 1)
    read, failures, ended = [], [], threading.Event()

    def reader() -> None:
        while not ended.is_set():
            manifest = manifest_at(settings.published / "manifest.json")
            folder = settings.releases / manifest.release_id / "parquet"
            try:
                with duckdb.connect() as connection:
                    for path in sorted(folder.iterdir()):
                        (count,) = connection.execute(f"select count(*) from read_parquet('{path}')").fetchone()
                        if count != manifest.row_counts[f"marts.{path.stem}"]:
                            failures.append((path, count))
                read.append(manifest.release_id)
            except (duckdb.Error, OSError) as error:
                failures.append(error)

    thread = threading.Thread(target=reader)
    thread.start()
    held = settings.published_parquet.resolve()
    names = sorted(path.name for path in held.iterdir())
    released(settings, warehouse, 1)
    assert len(rows_of(held / "figure_revisions.parquet")) == first.row_counts["marts.figure_revisions"]
    released(settings, warehouse, 1)
    ended.set()
    thread.join()
    assert failures == []
    assert len(set(read)) > 1, "the reader saw a release appear"
    assert sorted(path.name for path in held.iterdir()) == names, "what a reader holds stays"
    assert [path.is_file() for path in held.iterdir()] == [True] * len(names)


def test_releases_of_a_version_that_linked_them_go_over_into_the_new_layout(
    settings: Settings, warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before, an archive and the published file were one file, manifests knew no files, and each had the whole."""
    monkeypatch.setattr("orchestration.release.retention._WITH_WHOLE_HISTORY", 99)
    ids = [manifest.release_id for manifest in released(settings, warehouse, 3)]
    monkeypatch.undo()
    for release_id in ids:
        folder = settings.releases / release_id
        _write_as_before(folder / "manifest.json")
    for name in ("manifest.json", DATABASE):
        (settings.published / name).unlink()
        (settings.published / name).hardlink_to(settings.releases / ids[-1] / name)
    before = published_query(settings, "from marts.figure_revisions order by all")

    latest = release(settings, warehouse)
    assert latest.release_id > ids[-1]
    assert latest.previous_release_id == ids[-1]
    assert published_query(settings, "from marts.figure_revisions order by all") == before
    assert [len(rows_of(settings.releases / release_id / DATABASE)) for release_id in ids] == [6, 1, 8]
    assert (settings.releases / ids[-1] / DATABASE).stat().st_nlink == 1
    assert settings.published_database.stat().st_nlink == 1
    assert release(settings, warehouse) == latest


def _write_as_before(path: Path) -> None:
    manifest = manifest_at(path)
    text = replace(manifest, files={}).to_json().replace('"files": {},', "")
    path.chmod(0o644)
    path.write_text(text.replace(',\n  "figure_history": "whole"', ""))
    assert manifest_at(path).files == {}
