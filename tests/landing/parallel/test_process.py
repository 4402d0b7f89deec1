"""A worker that is a process: what it is given, what it answers, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from landing_fixtures import call_center_text, put

from orchestration.contracts import load_contract
from orchestration.landing.errors import FileChangedError
from orchestration.landing.parallel import process
from orchestration.landing.parallel.process import ProcessWorker
from orchestration.landing.parallel.tasks import Progress, Task
from orchestration.landing.transform import Provenance
from orchestration.landing.writing import treatment_of
from orchestration.settings import Settings

FEED = "call_center"
ROWS = 5_000  # too many for a small file


@pytest.fixture
def worker(settings: Settings) -> Iterator[ProcessWorker]:
    worker = ProcessWorker(treatment_of(settings, load_contract(settings.contracts / f"{FEED}.yml")))
    yield worker
    worker.close()


@pytest.fixture
def task(settings: Settings, tmp_path: Path) -> Task:
    path = put(settings, FEED, "a.csv", call_center_text(*map(str, range(ROWS))))
    return Task(path, path.stat(), tmp_path, Provenance.of(FEED, 1, "a.csv", "hash"))


def test_it_tells_how_far_it_is_and_what_it_did(worker, task):
    told: list[Progress] = []
    entry = worker.land(task, told.append)
    assert (entry.load_id, entry.rows_read, told[-1].rows) == (f"{FEED}-000000001", ROWS, ROWS)
    assert told[-1].share == pytest.approx(1)
    assert (task.folder / f"{FEED}-000000001.parquet").exists()


def test_the_token_key_stands_neither_in_its_arguments_nor_in_its_environment(settings, worker, task):
    worker.land(task, lambda _: None)
    for name in ("cmdline", "environ"):
        assert settings.token_key.encode() not in Path(f"/proc/{worker._process.pid}/{name}").read_bytes()
    assert settings.token_key not in repr(worker._treatment)


def test_an_error_comes_back_as_what_it_was_and_the_next_file_lands(worker, task):
    content = task.path.read_bytes()
    task.path.write_bytes(content + b"x")
    with pytest.raises(FileChangedError):
        worker.land(task, lambda _: None)
    task.path.write_bytes(content)
    now = Task(task.path, task.path.stat(), task.folder, task.origin)
    assert worker.land(now, lambda _: None).rows_read == ROWS


def test_a_worker_that_cannot_start_is_no_fault_of_the_file(worker, task, monkeypatch):
    monkeypatch.setattr(process.sys, "executable", "/bin/false")
    worker._process.kill()
    worker._process.wait()
    with pytest.raises(RuntimeError, match="ended with status 1"):
        worker.land(task, lambda _: None)
