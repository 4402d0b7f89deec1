"""Tables that grow on Spark: what is read while one is built, what a build leaves alone, what a killed one leaves."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.spark.growing.small_warehouse import PYTHON, Server, Warehouse, readers

pytestmark = [pytest.mark.slow, pytest.mark.job]

_MONTHS = [f"{year}-{month:02}-01" for year in (2010, 2011) for month in range(1, 13)]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """A warehouse with a history of two years, to which each test adds."""
    if not PYTHON.exists():
        pytest.skip("Spark's environment is not installed: make .venv/spark/.installed")
    server = Server(tmp_path_factory.mktemp("server"))
    try:
        server.start()
        made = Warehouse(tmp_path_factory.mktemp("home"), server)
        draw = random.Random(1)
        made.land([(f"complaint-{place}", draw.choice(_MONTHS), draw.randrange(1000)) for place in range(20_000)])
        made.build("--full-refresh")
        yield made
    finally:
        server.kill()


def _land_a_day(warehouse: Warehouse, new: int, corrections: int) -> None:
    """New complaints of the last two months, and earlier ones once more, some of them in another month."""
    draw = random.Random(warehouse.loads)
    first = 20_000 + 1_000 * warehouse.loads
    warehouse.land(
        [(f"complaint-{first + place}", draw.choice(_MONTHS[-2:]), draw.randrange(1000)) for place in range(new)]
        + [
            (f"complaint-{draw.randrange(20_000)}", draw.choice(_MONTHS[-4:]), draw.randrange(1000))
            for _ in range(corrections)
        ]
    )


def test_days_one_by_one_are_one_load_and_leave_other_months_as_they_are(warehouse: Warehouse) -> None:
    before = _months(warehouse)
    for _ in range(2):
        _land_a_day(warehouse, new=50, corrections=0)
        warehouse.build()
        assert warehouse.sums() == warehouse.expected()
    after = _months(warehouse)
    assert {month for month in after if after[month] != before[month]} == set(_MONTHS[-2:])
    warehouse.land([("complaint-7", _MONTHS[0], 5), ("complaint-7", _MONTHS[5], 9)])
    _land_a_day(warehouse, new=10, corrections=40)
    # with a load that is built once more, as after a run that was killed before it could say that it had taken it in
    warehouse.build(loads=range(warehouse.loads - 2, warehouse.loads + 1))
    assert warehouse.sums() == warehouse.expected()
    warehouse.build("--full-refresh", loads=range(1, warehouse.loads + 1))
    assert warehouse.sums() == warehouse.expected()


def test_a_month_that_loses_its_last_row_is_gone_from_fact_and_cube(warehouse: Warehouse) -> None:
    warehouse.land([("alone", "2015-06-01", 3)])
    warehouse.build()
    assert "2015-06-01" in {month for month, *_ in warehouse.sums()["cube"]}
    warehouse.land([("alone", "2011-06-01", 3)])
    warehouse.build()
    assert warehouse.sums() == warehouse.expected()
    assert "2015-06-01" not in _months(warehouse)


def test_two_readers_of_builds_in_progress_never_see_half_of_one(warehouse: Warehouse) -> None:
    states = [warehouse.expected()]
    with readers(warehouse.server, 2) as answers:
        for _ in range(2):
            _land_a_day(warehouse, new=200, corrections=100)
            warehouse.build()
            states.append(warehouse.expected())
    for reader in answers:
        for table in ("facts", "cube"):
            of_table = [state[table] for state in states]
            seen = [of_table.index(answer["rows"]) for answer in reader if answer["table"] == table]
            assert seen == sorted(seen), "a reader went back to earlier rows"
            assert {0, 1} <= set(seen)


@pytest.mark.parametrize("table", ["facts", "cube"])
def test_a_build_that_was_killed_leaves_tables_whole_and_the_next_completes(warehouse: Warehouse, table: str) -> None:
    before = warehouse.expected()
    _land_a_day(warehouse, new=200, corrections=100)
    process = warehouse.start_build()
    _wait_until_it_writes(process, warehouse.folder(table))
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    sums = warehouse.sums()
    assert sums[table] == before[table]
    assert sums["facts"] in (before["facts"], warehouse.expected()["facts"])
    warehouse.build()
    assert warehouse.sums() == warehouse.expected()


def test_a_server_that_was_killed_leaves_tables_whole_and_the_next_build_completes(warehouse: Warehouse) -> None:
    folder, before = warehouse.folder("facts"), _months(warehouse)
    _land_a_day(warehouse, new=200, corrections=100)
    process = warehouse.start_build()
    _wait_until_it_writes(process, folder)
    warehouse.server.kill()
    process.communicate(timeout=120)
    assert process.returncode != 0
    assert warehouse.folder("facts") == folder
    assert _months(warehouse) == before
    warehouse.server.start()
    warehouse.build()
    assert warehouse.sums() == warehouse.expected()
    assert not any(folder.parent.glob("*.work"))


def _wait_until_it_writes(process: subprocess.Popen[str], folder: Path) -> None:
    earlier = set(folder.parent.glob("*.work"))
    while process.poll() is None:
        if any((work / "arrived").exists() for work in set(folder.parent.glob("*.work")) - earlier):
            return
        time.sleep(0.01)
    raise AssertionError(process.communicate()[0])


def _months(warehouse: Warehouse) -> dict[str, dict[str, int]]:
    """The files of the fact by month, with what tells whether one was written anew."""
    months: dict[str, dict[str, int]] = {}
    for path in warehouse.folder("facts").glob("received_month=*/*.parquet"):
        months.setdefault(path.parent.name.partition("=")[2], {})[path.name] = path.stat().st_ino
    return months
