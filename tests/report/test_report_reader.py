"""What a reader of a release answers: the same for a total asked for once, and for many that differ in their keys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from orchestration.release.manifest import ChecksPassed, Manifest
from orchestration.report.release import NoSuchCellError, ReleaseReader
from orchestration.report.sources import Range, Source, count, total

MANIFEST = Manifest("20120101T000000Z-0123abcd", "2012-01-01T00:00:00+00:00", "1", {}, ChecksPassed(), {})
TABLE = """
    create schema marts;
    create table marts.cases as
    select
        ['north', 'south', null][1 + i % 3] as branch,
        date '2011-01-01' + cast(i * 5 as integer) as day,
        i % 2 = 0 as is_overdue,
        i as complaints,
        i / 4 as premium
    from range(60) as t (i)
"""


@pytest.fixture
def reader() -> Iterator[ReleaseReader]:
    with duckdb.connect() as connection:
        connection.execute(TABLE)
        yield ReleaseReader(connection, MANIFEST.release_id, "0123456789ab", MANIFEST)


def sources() -> list[Source]:
    months = [Range(date(2011, month, 1), date(2011, month, 28)) for month in range(1, 12)]
    found: list[Source] = [total("cases", "complaints", branch=branch) for branch in ("north", "south", None, "east")]
    found += [total("cases", "complaints", branch="south", day=month) for month in months]
    found += [count("cases", branch="north", is_overdue=is_overdue) for is_overdue in (True, False)] * 2
    found += [count("cases", day=month) for month in months]
    found += [total("cases", "premium", branch=branch) for branch in ("north", "south", None, "east")]
    return found


def test_totals_that_differ_in_their_keys_alone_are_those_asked_for_one_by_one(reader: ReleaseReader):
    found = sources()

    together = [reader.value(source) for source in found]

    alone = [ReleaseReader(reader.connection, "", "", MANIFEST).value(source) for source in found]
    assert together == alone
    assert len(set(together)) > 15


def test_many_totals_of_one_kind_are_few_questions_to_the_release(reader: ReleaseReader):
    asked: list[str] = []
    fetch = reader._fetch

    def listening(query: str, parameters: list[object]) -> list[dict[str, object]]:
        asked.append(query)
        return fetch(query, parameters)

    reader._fetch = listening  # type: ignore[method-assign]
    for number in range(50):
        reader.value(total("cases", "complaints", branch="north", day=date(2011, 1, 1 + number % 28)))

    assert len(asked) <= 5


def test_a_total_over_a_column_that_is_not_there_is_named_however_often_it_is_asked_for(reader: ReleaseReader):
    for branch in ("north", "south", "east", "west"):
        with pytest.raises(NoSuchCellError, match="no_such_column"):
            reader.value(total("cases", "complaints", branch=branch, no_such_column=1))


def test_rows_that_are_remembered_are_not_changed_by_who_sorts_them(reader: ReleaseReader):
    rows = reader.rows("cases", "complaints")
    rows.reverse()

    assert [row["complaints"] for row in reader.rows("cases", "complaints")] == list(range(60))


def test_one_row_of_each_and_sums_are_those_of_all_rows(reader: ReleaseReader):
    rows = reader.rows("cases", "complaints", is_overdue=True)

    first = reader.one_of_each("cases", ("branch",), "complaints", is_overdue=True)
    sums = reader.sums("cases", "complaints", ("branch",), is_overdue=True)

    branches = {row["branch"] for row in rows}
    assert {row["branch"]: row["complaints"] for row in first} == {
        branch: min(row["complaints"] for row in rows if row["branch"] == branch) for branch in branches
    }
    assert {row["branch"]: row["complaints"] for row in sums} == {
        branch: sum(row["complaints"] for row in rows if row["branch"] == branch) for branch in branches
    }
