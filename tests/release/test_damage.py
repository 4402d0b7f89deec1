"""Small damage to what is published heals in the next run, which says so; nothing unknown is deleted."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from release_fixtures import REVISE_A_FIGURE, change, copy_home, published_query, release

from orchestration.release import Manifest, current_manifest
from orchestration.release.history import IN_PARQUET
from orchestration.release.manifest import manifest_at
from orchestration.settings import Settings
from tests.drawing import most_telling

DATABASE = "complaints.duckdb"
GARBAGE = b"\x00garbage" * 50


@pytest.fixture
def published(settings: Settings, home_with_three: tuple[Settings, list[Manifest]]) -> list[Manifest]:
    """The three releases in the test's own home."""
    original, manifests = home_with_three
    copy_home(original, settings)
    return list(manifests)


@pytest.fixture
def warehouse(settings: Settings) -> Path:
    return settings.warehouse


def history(settings: Settings) -> list[tuple]:
    return published_query(settings, "from marts.figure_revisions order by all")


def overwrite(path: Path, content: bytes = GARBAGE) -> None:
    path.chmod(0o644)
    path.write_bytes(content)


def truncate(path: Path) -> None:
    overwrite(path, path.read_bytes()[: path.stat().st_size // 2])


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    overwrite(path, bytes(content))


def put_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "own").write_text("somebody's")


def assert_whole(settings: Settings, manifest: Manifest) -> None:
    folder = settings.releases / manifest.release_id
    assert manifest_at(folder / "manifest.json") == current_manifest(settings) == manifest
    assert {name for name, file in manifest.files.items() if not file.is_at(folder / name)} == set()
    assert manifest.files[DATABASE].is_at(settings.published_database)
    assert not settings.published_database.samefile(folder / DATABASE)
    assert settings.published_parquet.resolve() == folder / "parquet"


DAMAGES: dict[str, Callable[[Settings, Path], None]] = {
    "published manifest empty": lambda s, _: overwrite(s.published / "manifest.json", b""),
    "published manifest gone": lambda s, _: (s.published / "manifest.json").unlink(),
    "published database truncated": lambda s, _: truncate(s.published_database),
    "published database altered": lambda s, _: flip_a_bit(s.published_database),
    "published database gone": lambda s, _: s.published_database.unlink(),
    "published database empty and no manifest": lambda s, _: (
        overwrite(s.published_database, b""),
        (s.published / "manifest.json").unlink(),
    ),
    "link gone": lambda s, _: s.published_parquet.unlink(),
    "release's manifest empty": lambda s, newest: overwrite(newest / "manifest.json", b""),
    "release's manifest garbage": lambda s, newest: overwrite(newest / "manifest.json"),
    "release's manifest of another shape": lambda s, newest: overwrite(newest / "manifest.json", b"[1]"),
    "history truncated": lambda s, newest: truncate(newest / IN_PARQUET),
    "history gone": lambda s, newest: (newest / IN_PARQUET).unlink(),
    "archive truncated": lambda s, newest: truncate(newest / DATABASE),
    "archive altered": lambda s, newest: flip_a_bit(newest / DATABASE),
    "archive gone": lambda s, newest: (newest / DATABASE).unlink(),
    "parquet folder gone": lambda s, newest: shutil.rmtree(newest / "parquet"),
    "release gone": lambda s, newest: shutil.rmtree(newest),
    "published database a folder": lambda s, _: put_folder(s.published_database),
    "published manifest a folder": lambda s, _: put_folder(s.published / "manifest.json"),
    "archive a folder": lambda s, newest: put_folder(newest / DATABASE),
    "history a folder": lambda s, newest: put_folder(newest / IN_PARQUET),
    "release's manifest a folder": lambda s, newest: put_folder(newest / "manifest.json"),
}


@pytest.mark.parametrize(
    "damage",
    most_telling(
        DAMAGES,
        *("published database empty and no manifest", "published manifest gone", "published database altered"),
        *("release's manifest garbage", "history truncated", "archive altered", "archive gone", "release gone"),
        *("link gone", "parquet folder gone", "archive a folder", "published manifest a folder"),
    ),
)
def test_damage_to_the_newest_release_is_mended_and_said(
    settings: Settings, warehouse: Path, published: list[Manifest], damage: Callable[[Settings, Path], None]
) -> None:
    before, notes = history(settings), []
    damage(settings, settings.releases / published[-1].release_id)
    mended = release(settings, warehouse, say=notes.append)
    assert mended.release_id == published[-1].release_id, "nothing new was published"
    assert history(settings) == before
    assert_whole(settings, mended)
    assert any("mended" in note.lower() for note in notes), notes
    notes.clear()
    release(settings, warehouse, say=notes.append)
    aside = [path.parent for path in settings.published.rglob("own")]
    assert notes == [
        f"{path} is no part of any release, and is left alone." for path in aside if path.parent == settings.published
    ]


WITHOUT_REMEDY: dict[str, Callable[[Settings, Path], None]] = {
    "both databases": lambda s, newest: (flip_a_bit(s.published_database), truncate(newest / DATABASE)),
    "both databases and the history": lambda s, newest: (
        overwrite(s.published_database, b""),
        (newest / DATABASE).unlink(),
        (newest / IN_PARQUET).unlink(),
    ),
    "both manifests": lambda s, newest: (
        overwrite(s.published / "manifest.json"),
        overwrite(newest / "manifest.json", b""),
    ),
    "the release and the published manifest": lambda s, newest: (
        shutil.rmtree(newest),
        (s.published / "manifest.json").unlink(),
    ),
    "everything but the published database": lambda s, newest: (
        shutil.rmtree(s.releases),
        (s.published / "manifest.json").unlink(),
    ),
    "everything but the archives": lambda s, newest: (
        (s.published / "manifest.json").unlink(),
        s.published_database.unlink(),
        (newest / "manifest.json").unlink(),
        (newest / IN_PARQUET).unlink(),
    ),
}


@pytest.mark.parametrize("damage", WITHOUT_REMEDY.values(), ids=WITHOUT_REMEDY)
def test_what_cannot_be_mended_is_published_anew_and_the_history_survives(
    settings: Settings, warehouse: Path, published: list[Manifest], damage: Callable[[Settings, Path], None]
) -> None:
    before, notes = history(settings), []
    damage(settings, settings.releases / published[-1].release_id)
    anew = release(settings, warehouse, say=notes.append)
    assert anew.release_id >= published[-1].release_id
    assert notes
    assert_whole(settings, anew)
    lost = "both databases and the history"
    if damage is not WITHOUT_REMEDY[lost]:
        assert history(settings) == before
    else:
        revised = [row for row in history(settings) if "revised" in row]
        assert len(revised) == 2, "what the lost release revised is revised again"


def test_a_history_of_which_only_added_rows_are_left_is_put_together(
    settings: Settings, warehouse: Path, published: list[Manifest]
) -> None:
    for _ in range(2):
        change(warehouse, REVISE_A_FIGURE)
        published.append(release(settings, warehouse))
    before, notes = history(settings), []
    last = published[-1].published_at.replace("+00:00", "").replace("T", " ")
    for manifest in published[-2:]:
        for name in (IN_PARQUET, DATABASE):
            flip_a_bit(settings.releases / manifest.release_id / name)
    overwrite(settings.published_database, b"")
    release(settings, warehouse, say=notes.append)
    assert any("put together again from" in note for note in notes)
    survived = published_query(
        settings,
        """
        select value_now from marts.figure_revisions where measure = 'complaints' and scope_code = 'operations'
        order by published_at
        """,
    )
    assert [value for (value,) in survived] == [2097.0, 2098.0, 2099.0, 2101.0]
    assert len(survived) == len([row for row in before if row[1:2] == ("complaints",) and "operations" in row]) - 1
    assert last not in str(survived)


@pytest.mark.parametrize(
    "name", [".DS_Store", "notes.txt", "20111231T000000Z-0123abcd copy", "20111231T000000Z-0123abcd"]
)
def test_strays_are_named_and_left_alone(
    settings: Settings, warehouse: Path, published: list[Manifest], name: str
) -> None:
    stray, notes = settings.releases / name, []
    if "2011" in name:
        shutil.copytree(settings.releases / published[0].release_id, stray)
    else:
        stray.write_text("somebody's")
    change(warehouse, REVISE_A_FIGURE)
    later = release(settings, warehouse, say=notes.append)
    assert notes == [f"{stray} is no part of any release, and is left alone."]
    assert later.previous_release_id == published[-1].release_id
    assert stray.exists()


def test_a_folder_in_the_place_of_a_file_is_moved_aside(
    settings: Settings, warehouse: Path, published: list[Manifest]
) -> None:
    settings.published_parquet.unlink()
    settings.published_parquet.mkdir()
    (settings.published_parquet / "own.parquet").write_text("somebody's")
    assert_whole(settings, release(settings, warehouse))
    assert (settings.published / "parquet.moved-aside-1" / "own.parquet").read_text() == "somebody's"


@pytest.mark.parametrize("number", [0, 1])
def test_an_older_release_that_is_damaged_is_named(
    settings: Settings, warehouse: Path, published: list[Manifest], number: int
) -> None:
    notes: list[str] = []
    (settings.releases / published[number].release_id / "parquet" / "feed_ledger.parquet").unlink()
    release(settings, warehouse, say=notes.append)
    release_id, lost = published[number].release_id, "parquet/feed_ledger.parquet"
    assert notes == [f"Release {release_id} cannot be read whole: {lost} had been lost or damaged."]


def test_damage_to_the_published_file_is_not_damage_to_its_archive(
    settings: Settings, published: list[Manifest]
) -> None:
    overwrite(settings.published_database)
    archive = settings.releases / published[-1].release_id / DATABASE
    with duckdb.connect(str(archive), read_only=True) as connection:
        assert connection.execute("select count(*) from core.fct_complaints").fetchone() == (52,)
