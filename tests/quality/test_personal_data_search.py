from __future__ import annotations

import duckdb
import pytest

from orchestration.personal_data.fields import FREE_TEXT, NUMBERED, Kind
from orchestration.quality import personal_data_search
from orchestration.quality.personal_data_search import rows_with_personal_data


def looks_personal(value: str | list[str], kind: Kind = FREE_TEXT) -> bool:
    with duckdb.connect() as connection:
        connection.execute("create table landed as select ? as value", [value])
        return bool(list(rows_with_personal_data(connection, "landed", {"value": kind}, ["1"])))


@pytest.mark.parametrize(
    "value",
    [
        "13812345678",
        "电话13812345678，请回电",
        "电话：１３８１２３４５６７８",
        "138-1234-5678",
        "+86 13812345678",
        "Tel.13812345678",
        "客户电话1381234\n5678",
        "(139)77778888",
        "一三九七七七七八八八八",
        "110105198703142516",
        "身份证11010519870314251X。",
        "１１０１０５１９８７０３１４２５１Ｘ",
        "110105.19870314.2516",
        "a@qq . com",
        ["理赔", "13812345678"],
    ],
)
def test_numbers_and_addresses_of_people_are_seen(value: str | list[str]) -> None:
    assert looks_personal(value)


@pytest.mark.parametrize(
    "value",
    [
        "a13812345678bcdef0123456789abcde",
        "110105198713142516",
        "113812345678",
        "12812345678",
        "0.13812345678",
        "20110315090700",
        "2011-03-15 09:07:00",
        "[phone]",
        "王某",
        "call_center-000000001",
        "138 · 12345678",
        ["138", "12345678"],
    ],
    ids=lambda value: str(value)[:12],
)
def test_tokens_dates_and_other_numbers_are_not(value: str | list[str]) -> None:
    assert not looks_personal(value)


def test_a_number_of_the_system_s_own_may_look_personal_where_it_certainly_is_not() -> None:
    assert not looks_personal("13812345678", NUMBERED)
    assert not looks_personal("110105198703142516", NUMBERED)  # its check digit is wrong
    assert looks_personal("11010519491231002X", NUMBERED)


@pytest.mark.parametrize("number", ["110105198703142515", "110105870314251"])
def test_an_identity_number_that_looks_like_part_of_a_hash_is_judged_as_by_itself(number: str) -> None:
    for value in (number + "a" * (32 - len(number)), "fdb0d0c" + (number + "baa0ddeee7")[: 32 - 7].ljust(25, "a")):
        assert len(value) == 32
        assert looks_personal(value, NUMBERED) == NUMBERED.is_refused(value)
    assert NUMBERED.is_refused("110105198703142515aaaaaaaaaaaaaa")


def test_two_values_side_by_side_are_not_read_as_one() -> None:
    with duckdb.connect() as connection:
        connection.execute("create table landed as select '138123' as a, '45678' as b")
        assert not list(rows_with_personal_data(connection, "landed", {"a": FREE_TEXT, "b": FREE_TEXT}, ["1"]))


@pytest.mark.parametrize(
    "value",
    [
        "case when row in (7, 60_000) then '13812345678' else '北京' end",
        # few among the first rows, and many in all
        "case when row in (7, 60_000) then '13812345678' when row > 55_000 then row::varchar end",
    ],
)
def test_rows_are_found_whose_column_says_the_same_again_and_again(value: str) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"create table landed as select row, {value} as value from range(1, 60_001) as rows (row)")
        assert connection.execute("select count(distinct value) < 3 from (from landed limit 50_000)").fetchall() == [
            (True,)
        ]
        found = rows_with_personal_data(connection, "landed", {"value": FREE_TEXT}, ["row"])
        assert sorted((*each.row, each.columns) for each in found) == [(7, ("value",)), (60_000, ("value",))]


def test_values_that_repeat_are_judged_once_and_not_row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    with duckdb.connect() as connection:
        connection.execute(
            "create table landed as select i % 7 || '' as code, i || '' as own from range(60_000) as t (i)"
        )
        monkeypatch.setattr(
            personal_data_search, "_by_pattern", lambda columns, types: asked.extend(columns) or {"x": ["own"]}
        )
        assert not list(rows_with_personal_data(connection, "landed", {"code": FREE_TEXT, "own": FREE_TEXT}, ["1"]))
    assert asked == ["own"]
