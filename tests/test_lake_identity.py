"""The lake's id: made once, kept, and another one for another lake."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from orchestration.lake_identity import identify_lake, lake_id, read_identity


def test_it_is_made_once_and_private(tmp_path: Path) -> None:
    assert lake_id(tmp_path) is None
    with ThreadPoolExecutor(4) as pool:
        ids = set(pool.map(lambda _: identify_lake(tmp_path), range(8)))
    assert ids == {lake_id(tmp_path)}
    assert (tmp_path / "identity.json").stat().st_mode & 0o777 == 0o600


def test_two_lakes_are_two(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    assert identify_lake(tmp_path / "a") != identify_lake(tmp_path / "b")


def test_a_lake_of_an_earlier_version_gets_one_and_keeps_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "identity.json").write_text('{"token_key": {"salt": "00"}}')
    assert identify_lake(tmp_path) == lake_id(tmp_path)
    assert read_identity(tmp_path)["token_key"] == {"salt": "00"}
