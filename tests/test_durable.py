"""Files are there whole or not at all, and nothing of somebody else's is lost for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration import durable
from orchestration.release.files import copy_whole, sha256_of


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    durable.write_whole(path, "old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        durable.write_whole(path, "new")
    assert [each.name for each in tmp_path.iterdir()] == ["a.json"]
    assert path.read_text() == "old"


def test_a_file_that_fails_half_way_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_text("old")
    with pytest.raises(RuntimeError), durable.replacing(path) as temporary:
        temporary.write_text("new")
        raise RuntimeError
    assert [each.name for each in tmp_path.iterdir()] == ["a.parquet"]
    assert path.read_text() == "old"


def test_a_copy_that_is_not_the_same_is_none(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_text("as it was published")
    recorded = sha256_of(source)
    copy_whole(source, target, recorded)
    source.write_text("as the disk gives it")
    with pytest.raises(OSError, match="could not be copied"):
        copy_whole(source, target, recorded)
    assert target.read_text() == "as it was published"
    assert {each.name for each in tmp_path.iterdir()} == {"source", "target"}


WRITES: dict[str, Callable[[Path], None]] = {
    "a text": lambda path: durable.write_whole(path, "text"),
    "a link": lambda path: durable.link_whole(path, Path("elsewhere")),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
@pytest.mark.parametrize("name", ["a", ".a.new"])
def test_a_folder_in_a_files_place_is_moved_aside(
    tmp_path: Path, name: str, write: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    for number in (1, 2):
        (tmp_path / name).mkdir()
        (tmp_path / name / "own").write_text("somebody's")
        write(tmp_path / "a")
        aside = tmp_path / f"{name}.moved-aside-{number}"
        assert (aside / "own").read_text() == "somebody's"
        assert f"{tmp_path / name} was a folder" in caplog.text
        assert aside.name in caplog.text
        (tmp_path / "a").unlink()


def test_what_stands_aside_keeps_its_name_also_as_a_broken_link(tmp_path: Path) -> None:
    (tmp_path / "a.moved-aside-1").symlink_to("nowhere")
    (tmp_path / "a").touch()
    assert durable.move_aside(tmp_path / "a").name == "a.moved-aside-2"
