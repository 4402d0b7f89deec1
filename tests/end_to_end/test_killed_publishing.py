"""A publish that is killed, in a whole run: readers never see half of a release, and two runs at once go on from it."""

from __future__ import annotations

import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from orchestration.release import current_manifest
from orchestration.settings import CHECKOUT, Settings
from tests.conftest import BundledRun
from tests.forks import suite
from tests.pipeline import environment, settings_for, tables


def _start(settings: Settings, module: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        suite.command(module, *arguments),
        cwd=CHECKOUT,
        env=environment(settings),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def _killed_at(settings: Settings, module: str, name: str) -> None:
    with _start(settings, "tests.forks.dying", module, name) as process:
        _, said = process.communicate()
    assert process.returncode == -signal.SIGKILL, said


def _two_at_once(settings: Settings) -> None:
    both = [_start(settings, "orchestration", "run") for _ in range(2)]
    said = [process.communicate()[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sum("This run waits until it has ended." in words for words in said) == 1


@contextmanager
def _reading(settings: Settings) -> Iterator[set[tuple[int, ...]]]:
    """What readers find again and again until the block ends: how many files the ledger knows in the database and in
    the Parquet files, and how many complaints there are."""
    found: set[tuple[int, ...]] = set()
    failed: list[Exception] = []
    is_over = threading.Event()

    def read() -> None:
        while not is_over.wait(0.2):
            try:
                parquet = settings.published_parquet.resolve()
                with duckdb.connect(str(settings.published_database), read_only=True) as connection:
                    (files,) = connection.execute("select count(*) from marts.feed_ledger").fetchone()
                    (complaints,) = connection.execute("select count(*) from core.fct_complaints").fetchone()
                found.add((files, pq.read_metadata(parquet / "feed_ledger.parquet").num_rows, complaints))
            except Exception as error:
                failed.append(error)
                return

    reader = threading.Thread(target=read)
    reader.start()
    try:
        yield found
    finally:
        is_over.set()
        reader.join()
    assert failed == []


@pytest.mark.slow
def test_readers_see_one_whole_release_whenever_publishing_is_killed(bundled_run: BundledRun, tmp_path: Path) -> None:
    """A file that cannot be read makes a new release, of the same figures."""
    settings = settings_for(tmp_path / "home")
    shutil.copytree(bundled_run.settings.home, settings.home, symlinks=True)
    (settings.landing / "hq" / "broken.xlsx").write_text("this is not a workbook")
    before = current_manifest(settings)
    files, complaints = (before.row_counts[table] for table in ("marts.feed_ledger", "core.fct_complaints"))
    with _reading(settings) as found:
        _killed_at(settings, "orchestration.release.publishing", "export_marts")
        assert found == {(files, files, complaints)}
        _killed_at(settings, "orchestration.release.mending", "link_whole")
        assert current_manifest(settings) == before
        _two_at_once(settings)
    assert found >= {(files, files, complaints), (files + 1, files + 1, complaints)}
    assert found <= {(file, other, complaints) for file in (files, files + 1) for other in (files, files + 1)}
    manifest = current_manifest(settings)
    assert manifest.previous_release_id == before.release_id, "one release was made, by the run that was killed"
    assert [file.file_name for file in manifest.files_left_out] == ["broken.xlsx"]
    assert list(settings.releases.glob(".*")) == []
    rows, expected = (tables(each.published_database, "core", "marts") for each in (settings, bundled_run.settings))
    assert [name for name in expected if name != "feed_ledger" and rows[name] != expected[name]] == []
    assert set(expected["feed_ledger"]) < set(rows["feed_ledger"])
