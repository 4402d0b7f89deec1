from __future__ import annotations

import duckdb
import pytest

from expectations.sql_text import personal_data_in


def looks_personal(value: str, column: str = "narrative") -> bool:
    with duckdb.connect() as connection:
        query = f'select {personal_data_in([column])} from (select ? as "{column}")'
        return connection.execute(query, [value]).fetchone()[0]


@pytest.mark.parametrize(
    "value",
    [
        "13812345678",
        "电话13812345678，请回电",
        "电话：１３８１２３４５６７８",
        "138-1234-5678",
        "+86 13812345678",
        "Tel.13812345678",
        "110105198703142516",
        "身份证11010519870314251X。",
        "１１０１０５１９８７０３１４２５１Ｘ",
    ],
)
def test_mobile_and_identity_numbers_are_seen(value: str) -> None:
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
    ],
    ids=lambda value: value[:12],
)
def test_tokens_dates_and_other_numbers_are_not(value: str) -> None:
    assert not looks_personal(value)


def test_a_complaint_number_may_look_like_a_mobile_number_but_not_like_an_identity_number() -> None:
    assert not looks_personal("13812345678", "complaint_number")
    assert looks_personal("110105198703142516", "complaint_number")


def test_two_values_side_by_side_are_not_read_as_one() -> None:
    with duckdb.connect() as connection:
        query = f"select {personal_data_in(['a', 'b'])} from (select '138123' as a, '45678' as b)"
        assert connection.execute(query).fetchone() == (False,)
