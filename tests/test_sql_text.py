"""Dates of the commonest form are read the faster way, and mean the same."""

from __future__ import annotations

from itertools import product

import duckdb
import pytest

from orchestration.settings import DateReading, default_date_formats
from orchestration.sql_text import cleaned, parsed_date, spaced

DAYS = ["0000-01-01", "1582-10-10", "2011-02-28", "2011-02-29", "2012-02-29", "2011-13-01", "2011-00-10", "9999-12-31"]
TIMES = [
    "",
    " 00:00",
    " 09:07",
    " 9:07",
    " 23:59",
    " 24:00",
    " 24:00:00",
    " 23:59:60",
    " 23:60",
    " 12:30:15",
    " 12:30:15.5",
]
AROUND = ["{}", " {}", "{}　", "{}Z", "{}+08:00", "-{}", "{}\n", "Ｆ{}"]


@pytest.fixture
def given() -> duckdb.DuckDBPyConnection:
    texts = [around.format(day + time) for around, day, time in product(AROUND, DAYS, TIMES)]
    texts += [
        "",
        " ",
        "2011/03/05",
        "２０１１-０３-０５ ０９：０７",
        "infinity",
        "epoch",
        "2011-3-5",
        "2011-03-05  09:07",
        "2011-03-05T09:07:00",
    ]
    connection = duckdb.connect()
    connection.execute("create table given (text varchar)")
    connection.executemany("insert into given values (?)", [[text] for text in texts])
    return connection


def test_a_common_date_means_what_the_formats_make_of_it(given: duckdb.DuckDBPyConnection) -> None:
    one_by_one = DateReading((*default_date_formats(), "%Y-%m-%d"))
    fast, slow = parsed_date("text", DateReading()), parsed_date("text", one_by_one)
    assert fast != slow
    different = f"select text, {fast}, {slow} from given where {fast} is distinct from {slow}"
    assert given.execute(different).fetchall() == []
    assert given.execute(f"select count({fast}) > 60 from given").fetchall() == [(True,)]


def test_formats_of_a_feeds_own_are_all_that_it_may_use() -> None:
    read = parsed_date("text", DateReading(("%d.%m.%Y",)))
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"select {read} is null from (values ('2011-03-05 09:07'), ('05.03.2011')) as t (text)"
        )
        assert rows.fetchall() == [(True,), (False,)]


@pytest.mark.parametrize(
    ("text", "without_spaces", "with_one"),
    [
        ("理赔", "理赔", "理赔"),
        (" 理　赔 ", "理赔", "理 赔"),
        ("ＣＣ０１", "CC01", "CC01"),
        ("", None, None),
        ("　\u200b", None, None),
    ],
)
def test_text_is_tidied_whether_or_not_it_needs_it(text: str, without_spaces: str | None, with_one: str | None) -> None:
    with duckdb.connect() as connection:
        tidied = connection.execute(f"select {cleaned('x')}, {spaced('x')} from (select $1 as x)", [text])
        assert tidied.fetchall() == [(without_spaces, with_one)]
