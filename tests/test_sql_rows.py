"""One row, or the number in it, of a query that always has one."""

from __future__ import annotations

import duckdb
import pytest

from orchestration.sql_rows import count_of, only_row


def test_the_only_row_of_a_query_comes_with_its_parameters_in_place() -> None:
    with duckdb.connect() as connection:
        assert only_row(connection, "select $word, null", {"word": "total"}) == ("total", None)


@pytest.mark.parametrize("rows", [0, 2])
def test_a_query_with_no_row_or_with_several_has_no_only_row(rows: int) -> None:
    with duckdb.connect() as connection, pytest.raises(ValueError, match="values to unpack"):
        only_row(connection, f"from range({rows})")


def test_a_count_is_a_whole_number() -> None:
    with duckdb.connect() as connection:
        assert count_of(connection, "select count(*) from range(3)") == 3
