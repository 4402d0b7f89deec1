"""Who may read what a deployment writes."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.file_modes import keep_private, open_to_readers
from tests.conftest import BundledRun
from tests.pipeline import settings_for

OTHERS = 0o077


@pytest.fixture(autouse=True)
def umask() -> Iterator[None]:
    """The usual one, whatever a test makes of it."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def below(folder: Path) -> list[Path]:
    return [folder, *(path for path in folder.rglob("*") if not path.is_symlink())]


def test_an_earlier_home_is_tightened_but_for_what_others_read_and_bring(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    for name in (
        "dbt/target/run.sql",
        "warehouse.duckdb",
        "published/manifest.json",
        "landing/hq/a.csv",
        "quality/i",
        "docs/i",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    keep_private(settings)
    (tmp_path / "new").touch()
    assert [
        path for path in (*below(tmp_path / "dbt"), settings.warehouse, tmp_path / "new") if mode(path) & OTHERS
    ] == []
    assert mode(tmp_path / "dbt" / "target") == 0o700
    assert {
        mode(tmp_path / name) for name in ("published/manifest.json", "landing/hq/a.csv", "quality/i", "docs/i")
    } == {0o644}


def test_a_new_home_lets_others_pass_but_not_look(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "some" / "home")
    keep_private(settings)
    assert mode(settings.home) == 0o711


def test_what_others_read_is_open_to_them_whatever_the_umask_was(tmp_path: Path) -> None:
    os.umask(0o077)
    (tmp_path / "quality" / "static").mkdir(parents=True)
    (tmp_path / "quality" / "static" / "page.html").touch()
    open_to_readers(tmp_path / "quality")
    assert mode(tmp_path / "quality" / "static") == 0o755
    assert mode(tmp_path / "quality" / "static" / "page.html") == 0o644


def unreadable(folder: Path) -> list[Path]:
    return [
        path
        for path in below(folder)
        if ".candidate" not in path.parts and mode(path) & 0o044 != 0o044 and path.name[0] != "."
    ]


def test_after_a_run_others_read_what_is_published_and_checked_and_nothing_else(bundled_run: BundledRun) -> None:
    settings = bundled_run.settings
    private = [
        path
        for path in settings.home.rglob("*")
        if path.relative_to(settings.home).parts[0] not in ("published", "reports", "quality") and not path.is_symlink()
    ]
    assert {path.relative_to(settings.home).parts[0] for path in private} >= {"landing", "lake", "dbt", "dagster"}
    assert [path for path in private if mode(path) & OTHERS] == []
    for folder in (settings.published, settings.reports, settings.quality):
        assert unreadable(folder) == []
