"""Tables that grow on Spark: what is read while one is built, what a build leaves alone, what a killed one leaves."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.spark.growing.small_warehouse import PYTHON, Server, Warehouse, readers

pytestmark = [pytest.mark.slow, pytest.mark.job]

_MONTHS = [f"{year}-{month:02}-01" for year in (2010, 2011) for month in range(1, 13)]


def _day(draw: random.Random, first: int, count: int, corrections: int) -> list[tuple[str, str, int]]:
    """New complaints of the last months, and earlier ones once more, some of them in another month."""
    new = [(f"complaint-{first + place}", draw.choice(_MONTHS[-2:]), draw.randrange(1000)) for place in range(count)]
    again = [
        (f"complaint-{draw.randrange(first)}", draw.choice(_MONTHS[-4:]), draw.randrange(1000))
        for _ in range(corrections)
    ]
    return new + again


def _history(draw: random.Random) -> list[tuple[str, str, int]]:
    return [(f"complaint-{place}", draw.choice(_MONTHS), draw.randrange(1000)) for place in range(20_000)]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if not PYTHON.exists():
        pytest.skip("Spark's environment is not installed: make .venv/spark/.installed")
    started = Server(tmp_path_factory.mktemp("server"))
    started.start()
    yield started
    started.kill()


@pytest.fixture
def warehouse(tmp_path: Path, server: Server) -> Warehouse:
    made = Warehouse(tmp_path, server)
    made.land(_history(random.Random(1)))
    made.build("--full-refresh")
    return made


def test_days_one_by_one_are_one_load_and_leave_other_months_as_they_are(warehouse: Warehouse) -> None:
    draw = random.Random(2)
    first = 20_000
    before = {path.name: _files_of(path) for path in warehouse.folder("facts").glob("*=*")}
    for _ in range(3):
        warehouse.land(_day(draw, first, 50, corrections=0))
        first += 50
        warehouse.build()
        assert warehouse.sums() == warehouse.expected()
    after = {path.name: _files_of(path) for path in warehouse.folder("facts").glob("*=*")}
    assert {month for month in after if after[month] != before[month]} == {f"received_month={m}" for m in _MONTHS[-2:]}
    twice = [("complaint-7", _MONTHS[0], 5), ("complaint-7", _MONTHS[5], 9)]
    warehouse.land([*twice, *_day(draw, first, 10, corrections=40)])
    warehouse.build()
    assert warehouse.sums() == warehouse.expected()
    # the same loads again, as after a run that was killed before it could say that it had taken them in
    warehouse.build(loads=[warehouse.loads - 1, warehouse.loads])
    assert warehouse.sums() == warehouse.expected()
    warehouse.build("--full-refresh", loads=range(1, warehouse.loads + 1))
    assert warehouse.sums() == warehouse.expected()


def test_a_month_that_loses_its_last_row_is_gone_from_fact_and_cube(warehouse: Warehouse) -> None:
    warehouse.land([("alone", "2015-06-01", 3)])
    warehouse.build()
    warehouse.land([("alone", "2011-06-01", 3)])
    warehouse.build()
    assert warehouse.sums() == warehouse.expected()
    assert "2015-06-01" not in {month for month, *_ in warehouse.sums()["cube"]}


def test_two_readers_of_builds_in_progress_never_see_half_of_one(warehouse: Warehouse) -> None:
    draw = random.Random(3)
    states = [warehouse.expected()]
    with readers(warehouse.server, 2) as answers:
        for day in range(4):
            warehouse.land(_day(draw, 20_000 + 200 * day, 200, corrections=100))
            warehouse.build()
            states.append(warehouse.expected())
    for reader in answers:
        for table in ("facts", "cube"):
            seen = [states_of(states, table).index(answer["rows"]) for answer in reader if answer["table"] == table]
            assert seen == sorted(seen), "a reader went back to earlier rows"
            assert len(set(seen)) >= 4


def states_of(states: list[dict[str, list[list[object]]]], table: str) -> list[list[list[object]]]:
    return [state[table] for state in states]


@pytest.mark.parametrize("seconds", [1.0, 2.5, 4.0, 6.0])
def test_a_build_that_was_killed_leaves_tables_whole_and_the_next_completes(
    warehouse: Warehouse, seconds: float
) -> None:
    before = warehouse.expected()
    warehouse.land(_day(random.Random(4), 20_000, 200, corrections=100))
    process = warehouse.start_build()
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()
    sums = warehouse.sums()
    for table in ("facts", "cube"):
        assert sums[table] in (before[table], warehouse.expected()[table])
    warehouse.build()
    assert warehouse.sums() == warehouse.expected()


def test_a_server_that_was_killed_leaves_tables_whole_and_the_next_build_completes(tmp_path: Path) -> None:
    server = Server(tmp_path / "server")
    try:
        server.start()
        warehouse = Warehouse(tmp_path, server)
        warehouse.land(_history(random.Random(5)))
        warehouse.build("--full-refresh")
        folder = warehouse.folder("facts")
        before = _files_of(folder)
        warehouse.land(_day(random.Random(6), 20_000, 200, corrections=100))
        process = warehouse.start_build()
        while not any(folder.parent.glob("*.work/arrived/*=*")) and process.poll() is None:
            time.sleep(0.01)
        server.kill()
        process.communicate(timeout=120)
        assert process.returncode != 0
        assert warehouse.folder("facts") == folder
        assert _files_of(folder) == before
        server.start()
        warehouse.build()
        assert warehouse.sums() == warehouse.expected()
        assert not any(folder.parent.glob("*.work"))
    finally:
        server.kill()


def _files_of(folder: Path) -> dict[str, int]:
    """The files of a folder with what tells whether one was written anew."""
    return {path.name: path.stat().st_ino for path in folder.rglob("*.parquet")}
