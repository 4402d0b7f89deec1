from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration.release import content_hashes

ROWS = "values (1, 'a', 0.1), (2, 'b', null), (2, 'b', null), (3, null, 0.3)"


def hash_of(folder: Path, select: str) -> str:
    database = folder / f"{len(list(folder.iterdir()))}.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(f"create schema marts; create table marts.m as {select}")
    return content_hashes(database)["marts.m"]


@pytest.mark.parametrize(
    "same",
    [
        f"select * from ({ROWS}) as t (n, s, x) order by n desc",
        "select * from (values (1, 'a', 0.1), (2, 'b', null), (2, 'b', null), (3, null, 0.1 + 0.2)) as t (n, s, x)",
    ],
    ids=["other order", "noise of floating-point sums"],
)
def test_the_same_content_has_the_same_hash(tmp_path: Path, same: str) -> None:
    as_doubles = "select n, s, x::double as x from ({})"
    original = hash_of(tmp_path, as_doubles.format(f"select * from ({ROWS}) as t (n, s, x)"))
    assert hash_of(tmp_path, as_doubles.format(same.replace("0.1 + 0.2", "0.1::double + 0.2::double"))) == original


@pytest.mark.parametrize(
    "other",
    [
        "values (1, 'a', 0.1), (2, 'b', null), (3, null, 0.3)",
        "values (1, 'a', 0.1), (2, 'b', null), (2, 'b', null), (3, '', 0.3)",
        "values (1, 'b', 0.1), (2, 'a', null), (2, 'b', null), (3, null, 0.3)",
    ],
    ids=["a repeated row fewer", "empty text for null", "values swapped between rows"],
)
def test_other_content_has_another_hash(tmp_path: Path, other: str) -> None:
    select = "select * from ({}) as t (n, s, x)"
    assert hash_of(tmp_path, select.format(other)) != hash_of(tmp_path, select.format(ROWS))


def test_a_renamed_column_is_other_content(tmp_path: Path) -> None:
    assert hash_of(tmp_path, "select 1 as a") != hash_of(tmp_path, "select 1 as b")


def test_an_empty_table_has_a_hash(tmp_path: Path) -> None:
    assert hash_of(tmp_path, "select 1 as a where false") == hash_of(tmp_path, "select 2 as a where false")
