"""Peers whose packages the warehouse has itself give the floor's counts; a difference is seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.floor.__main__ import DATABASE, build
from benchmarks.generator import bulk
from benchmarks.peers import with_duckdb, with_pandas
from benchmarks.peers.__main__ import counts_of, require_equal
from benchmarks.peers.task import write_names
from orchestration.settings import BUNDLED_CONFIG

REFERENCE = BUNDLED_CONFIG / "reference"


def test_peers_count_as_the_floor_does_and_a_count_that_differs_ends_the_benchmark(tmp_path: Path) -> None:
    feeds, names = tmp_path / "feeds", tmp_path / "names.csv"
    bulk.write_scaled(feeds, 5_000, (2010, 2011), encoding="utf-8")
    build(feeds, REFERENCE, tmp_path / "floor")
    write_names(REFERENCE, names)
    expected = counts_of(tmp_path / "floor" / DATABASE)
    assert expected.total() > 4_000
    for peer in (with_duckdb, with_pandas):
        peer.count(feeds, names, tmp_path / "counts.csv")
        require_equal(peer.__name__, expected, tmp_path / "counts.csv")

    one_less = (tmp_path / "counts.csv").read_text(encoding="utf-8").splitlines()[:-1]
    (tmp_path / "counts.csv").write_text("\n".join(one_less) + "\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="differ in 1 counts"):
        require_equal("pandas", expected, tmp_path / "counts.csv")
