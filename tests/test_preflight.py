"""A run that cannot be made says so at once, in one line that names the place and the remedy."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration import preflight
from orchestration.preflight import PreflightError, check_machine
from orchestration.settings import CHECKOUT, Settings
from tests.pipeline import environment, settings_for


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path / "home")


def test_a_machine_that_has_all_is_left_as_it_is(settings: Settings) -> None:
    check_machine(settings)
    assert not settings.home.exists()
    settings.home.mkdir()
    check_machine(settings)
    assert list(settings.home.iterdir()) == []


FOLDERS = [
    *(".", "landing", "lake", "lake/ledger", "lake/checked", "lake/hq", "published", "published/releases"),
    *("published/.candidate", "quality", "quality/history", "dagster", "dagster/history/runs", "dbt", "dbt/target"),
]


@pytest.mark.parametrize("make", [lambda place: place.write_text(""), lambda place: place.symlink_to("nowhere/at/all")])
@pytest.mark.parametrize("name", FOLDERS)
def test_a_file_or_a_broken_link_in_the_place_of_a_folder_is_named(
    settings: Settings, name: str, make: Callable[[Path], None]
) -> None:
    place = settings.home / name
    place.parent.mkdir(parents=True, exist_ok=True)
    make(place)
    with pytest.raises(PreflightError, match=f"^{place} is no folder.*move it away"):
        check_machine(settings)


def test_a_file_above_the_home_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PreflightError, match="change COMPLAINTS_HOME"):
        check_machine(settings_for(tmp_path / "file" / "home"))


@pytest.mark.parametrize(
    ("code", "remedy"),
    [(errno.EROFS, "right to write"), (errno.EACCES, "right to write"), (errno.ENOSPC, "make room")],
)
def test_a_place_that_cannot_be_written_to_is_named(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, code: int, remedy: str
) -> None:
    settings.home.mkdir()

    def refuse(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(preflight.tempfile, "NamedTemporaryFile", refuse)
    with pytest.raises(PreflightError, match=f"{settings.home} cannot be written to .*{remedy}"):
        check_machine(settings)


def test_a_disk_that_is_nearly_full_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "LEAST_DISK", 2**62)
    with pytest.raises(PreflightError, match=f"{settings.home}: .* MB are free.*make room"):
        check_machine(settings)


def test_a_container_with_little_memory_is_told(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(preflight, "_MEMORY_LIMITS", (limit,))
    limit.write_text("max\n")
    check_machine(settings)
    limit.write_text(f"{256 * 2**20}\n")
    with pytest.raises(PreflightError, match=r"256 MB of memory.*give it more"):
        check_machine(settings)


def test_too_little_address_space_ends_a_run_at_once(settings: Settings) -> None:
    """At this limit threads cannot start, and the run once waited for them for ever, deaf to signals."""
    size = 2_500_000 * 1024
    ran = subprocess.run(
        [sys.executable, "-m", "orchestration", "run"],
        cwd=CHECKOUT,
        env=environment(settings),
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (size, size)),
    )
    assert ran.returncode == 1
    assert ran.stderr.startswith("this process may use 2.4 GB of address space")
    assert ran.stderr.count("\n") == 1
