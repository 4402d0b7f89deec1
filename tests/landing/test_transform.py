"""Whole columns become what the rules for single values say, and typed fields let nothing else through."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from orchestration.contracts import Contract, lake_columns
from orchestration.landing import transform
from orchestration.landing.headers import match_header
from orchestration.landing.privacy import TokenKey, mask_kept, redact_text
from orchestration.landing.reading import Batch
from orchestration.landing.transform import Provenance, Transformer
from tests.drawing import drawn

KEY = "a key for tests"
ORIGIN = Provenance("x-000000001", 1, "a.csv", "0" * 64)


def contract_of(date_formats: tuple[str, ...] = (), **fields: dict) -> Contract:
    described = {name: {"headers": [name], "description": "x"} | entries for name, entries in fields.items()}
    return Contract(
        feed="x", kind="complaints", description="x", formats=("csv",), key=(next(iter(fields)),), fields=described,
        date_formats=date_formats,
    )  # fmt: skip


PEOPLE = {
    "number": {"privacy": "keep", "type": "identifier"},
    "customer_name": {"privacy": "drop"},
    "phone": {"privacy": "tokenise", "type": "identifier"},
    "customer_number": {"privacy": "tokenise", "type": "identifier"},
    "category": {"privacy": "redact"},
    "narrative": {"privacy": "redact"},
}


def landed(contract: Contract, rows: list[tuple[str, ...]], **batch) -> list[dict]:
    """The rows as the lake keeps them, without where they come from."""
    header = list(contract.fields)
    columns = lake_columns(contract, None)
    transformer = Transformer(contract, columns, match_header(header, contract), len(header), KEY)
    values = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
    table = transformer.table(Batch(pa.array(range(2, len(rows) + 2), pa.int64()), values, **batch), ORIGIN)
    table.validate(full=True)
    names = [column.name for column in columns] + ["_row_problems"]
    return table.select(names).to_pylist()


def kept(value: str, people: dict | None = None, **entries) -> str | None:
    """What a field of this kind keeps of one value."""
    contract = contract_of(value=entries | {"privacy": "keep"}, **(people or {}))
    return landed(contract, [(value, *[""] * len(people or {}))])[0]["value"]


DIGITS = st.text("0123456789", min_size=6, max_size=12)
NAME = st.sampled_from(["", "王小明", " 王 小明 ", "王", "Tom Smith", "TomSmith", "阿·力", "Ｔｏｍ", "ﾀﾛｳ", "é́cole"])
IDENTIFIER = st.one_of(
    DIGITS,
    st.sampled_from(
        ["", "- -", "138-1234-5678", "C00-771", "ｃ００７７１", "京保字2010号", "x" * 6, "①②③④⑤⑥⑦", "P/2010（1）"]
    ),
)
FRAGMENTS = st.one_of(
    st.sampled_from(
        ["", " ", "，", "客户", "-C", "13812345678", "１３８　１２３４　５６７８", "11010519491231002X", "a@b.cn", "＠"]
    ),
    st.sampled_from(["C", "1", "é", "\n", "4111 1111 1111 1111", "P/2010(1)", "2011-03-05"]),
)


@st.composite
def people(draw) -> tuple[str, ...]:
    name, phone, customer = draw(NAME), draw(IDENTIFIER), draw(IDENTIFIER)
    own = st.sampled_from(
        [name, name.strip(), name.replace(" ", ""), phone, phone.upper(), customer, " ".join(customer)]
    )
    text = st.lists(st.one_of(own, FRAGMENTS), max_size=5).map("".join)
    category = draw(st.sampled_from(["理赔", "销售13812345678", "王小明", "", "C00-771"]))
    return draw(text), name, phone, customer, category, draw(text)


def by_the_rules(row: tuple[str, ...]) -> dict:
    key = TokenKey(KEY)
    number, name, phone, customer, category, narrative = row
    own = {"phone": phone, "customer_number": customer}
    return {
        "number": mask_kept(number, name, own, key) or None,
        "phone_token": key.token("phone", phone),
        "customer_number_token": key.token("customer_number", customer),
        "category": redact_text(category, name, own) or None,
        "narrative": redact_text(narrative, name, own) or None,
        "_row_problems": None,
    }


@drawn(150)
@given(st.lists(people(), min_size=1, max_size=20))
@example([("CC1", "王小明", "ｃ００７７１", "", "理赔", "c00771")])
def test_columns_become_what_the_rules_for_values_say(rows):
    assert landed(contract_of(**PEOPLE), rows) == [by_the_rules(row) for row in rows]


@pytest.mark.parametrize(
    ("narrative", "redacted"),
    [
        ("王小明要求退保，王小明不满", "王某要求退保，王某不满"),
        ("王·小明来电", "王某来电"),
        ("王\u2028小明来电", "王某来电"),
        ("王小明称P20100771已退保", "王某称[customer number]已退保"),
        ("王小明称p2010-0771已退保", "王某称[customer number]已退保"),
        ("回电A1771，保单P20100771", "回电A1771，保单[customer number]"),
        ("回电PHONE1，保单P20100771", "回电[phone]，保单[customer number]"),
        ("王小明回电13911112222，保单P20100771", "王某回电[phone]，保单[customer number]"),
    ],
)
def test_own_data_are_masked_wherever_they_stand_plainly_or_not(narrative, redacted):
    phone = "A1771" if "A1771" in narrative else "PHONE1"
    row = (narrative, "王小明", phone, "P20100771", "理赔", narrative)
    (landed_row,) = landed(contract_of(**PEOPLE), [row])
    assert landed_row["narrative"] == redacted
    assert landed_row == by_the_rules(row)


def test_an_identifier_that_is_a_word_of_a_label_is_masked_as_the_rule_says():
    row = ("", "", "NUMBER", "P20100771", "", "保单P20100771，NUMBER")
    assert landed(contract_of(**PEOPLE), [row]) == [by_the_rules(row)]


def test_rows_keep_their_order_in_a_batch_of_many():
    rows = [
        (f"CC{i}", "王小明", f"138{i:08}", "", "理赔", f"回电138{i:08}" if i % 7 == 0 else "") for i in range(20_000)
    ]
    assert landed(contract_of(**PEOPLE), rows) == [by_the_rules(row) for row in rows]


def test_small_batches_are_treated_together_and_keep_their_rows(monkeypatch):
    monkeypatch.setattr(transform, "ROWS_AT_ONCE", 5)
    contract = contract_of(a={"privacy": "keep"}, b={"privacy": "redact"})
    transformer = Transformer(contract, lake_columns(contract, None), match_header(["a", "b"], contract), 2, KEY)
    batches = []
    for i in range(6):
        columns = [pa.array([f"{i}", f"{i}."]), pa.array(["", "x"])]
        batches.append(Batch(pa.array([2 * i, 2 * i + 1], pa.int64()), columns, {0: -1}, {1: ["p"]}))
    tables = list(transformer.tables(batches, ORIGIN))
    found = [(row["_row_number"], row["a"], row["_row_problems"]) for table in tables for row in table.to_pylist()]
    assert [table.num_rows for table in tables] == [6, 6]
    assert found == [row for i in range(6) for row in ((2 * i, None, None), (2 * i + 1, f"{i}.", "p"))]


@pytest.mark.parametrize(
    "value",
    [
        "2011-03-05 09:07:00", "2011-03-05T09:07:00.123456+08:00", "2011/3/5", "２０１１－０３－０５",
        "2011年3月5日 9时7分", "2011年3月5日　下午3:07", "2011.03.05", "20110305090700", "201103050907", "20110305",
        "40609.3798611111", "40609",        "3/5/2011 9:07 PM", "5-Mar-2011", "March 5, 2011", "未结案", "2011", "",
    ],
)  # fmt: skip
def test_dates_are_kept_as_they_are(value):
    assert kept(value, type="date") == (value or None)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("13812345678", "[phone]"),
        ("138-1234-5678", "[phone]"),
        ("010-88886666", "[phone]"),
        ("11010519491231002X", "[identity number]"),
        ("110105491231002", "[identity number]"),
        ("4111111111111111", "[bank card]"),
        ("201012345678", "[policy number]"),
        ("2011-03-05 13812345678", "2011-03-05 [phone]"),
        ("a@b.cn", "[e-mail]"),
    ],
)
def test_personal_data_in_a_date_field_is_masked(value, expected):
    assert kept(value, type="date") == expected


def test_a_contract_s_own_date_formats_are_dates():
    contract = contract_of(("%d%m%Y%H%M%S",), day={"privacy": "keep", "type": "date"})
    assert [row["day"] for row in landed(contract, [("05032011090700",), ("13812345678",)])] == [
        "05032011090700",
        "[phone]",
    ]


@pytest.mark.parametrize(
    "value",
    [
        "5",
        "-3.5",
        "1,234,567.89",
        "１２３４",
        "12%",
        "1 234 567",
        ".5",
        "1234567890123",
        "13812345678.00",
        "约三万",
        "007",
    ],
)
def test_numbers_are_kept_as_they_are(value):
    assert kept(value, PEOPLE, type="number") == value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("13812345678", "[phone]"),
        ("01088886666", "[phone]"),
        ("110105194912310021", "[identity number]"),
        ("12345678901234", "[policy number]"),
    ],
)
def test_personal_data_in_a_number_field_is_masked(value, expected):
    assert kept(value, PEOPLE, type="number") == expected


def test_eleven_digits_are_a_sum_where_a_feed_has_no_persons():
    assert kept("13812345678", type="number") == "13812345678"


def test_a_row_s_own_data_is_masked_in_typed_fields_too():
    fields = PEOPLE | {"sum": {"privacy": "keep", "type": "number"}, "day": {"privacy": "keep", "type": "date"}}
    row = ("CC1", "王小明", "", "77889900", "", "", "77889900", "王小明")
    (found,) = landed(contract_of(**fields), [row])
    assert (found["sum"], found["day"]) == ("[customer number]", "王某")


def test_numbers_get_back_their_leading_zeros_before_they_become_tokens():
    fields = {"number": {"privacy": "keep", "pad_to": 6}, "phone": {"privacy": "tokenise", "pad_to": 8}}
    found = landed(contract_of(**fields), [("77", "1234"), ("7A", "12345678"), ("", "")])
    key = TokenKey(KEY)
    assert [row["number"] for row in found] == ["000077", "7A", None]
    assert [row["phone_token"] for row in found] == [
        key.token("phone", "00001234"),
        key.token("phone", "12345678"),
        None,
    ]


def test_values_that_are_too_long_are_cut_after_masking_and_reported():
    fields = {"number": {"privacy": "keep", "max_length": 5}, "text": {"privacy": "redact", "max_length": 10}}
    rows = [("123456", "x"), ("很很很很很", "电13812345678"), ("1", "")]
    found = landed(contract_of(**fields), rows)
    assert [tuple(row.values()) for row in found] == [
        ("12345", "x", "value_too_long"),
        ("很很很很很", "电[phone]", "value_too_long"),
        ("1", None, None),
    ]


def test_what_is_left_of_a_value_that_is_cut_is_no_personal_number():
    fields = {"number": {"privacy": "keep", "max_length": 18}, "text": {"privacy": "redact", "max_length": 11}}
    number, text = "11010519491231002X9", "13812345678x"
    ((kept_number, kept_text, problem),) = [
        tuple(row.values()) for row in landed(contract_of(**fields), [(number, text)])
    ]
    assert (kept_number, kept_text[:7], problem) == ("11010519491231002", "[phone]", "value_too_long")


def test_a_field_whose_numbers_look_personal_keeps_them_but_for_the_row_s_own():
    fields = PEOPLE | {"number": {"privacy": "keep", "type": "identifier", "looks_personal": True}}
    row = ("11010519491231002X", "王小明", "13812345678", "C00-771", "", "")
    found = landed(contract_of(**fields), [row, ("CC13812345678", *row[1:])])
    assert found[0]["number"] == "11010519491231002X"
    assert found[1]["number"].startswith("CC[phone] ")


def test_control_characters_are_removed_and_reported_once():
    fields = {"number": {"privacy": "keep"}, "phone": {"privacy": "tokenise"}, "customer_name": {"privacy": "drop"}}
    rows = [("1\x00\x85", "13812345678\x07", "王"), ("1\t\r\n", "13812345678", "王\x01")]
    first, second = landed(contract_of(**fields), rows, problems={0: ["wrong_field_count"]})
    assert first["number"] == "1"
    assert first["phone_token"] == second["phone_token"] == TokenKey(KEY).token("phone", "13812345678")
    assert (first["_row_problems"], second["_row_problems"]) == ("wrong_field_count, control_characters", None)
    assert second["number"] == "1\t\r\n"


def test_a_feed_without_persons_has_no_tokens_and_no_texts():
    assert landed(contract_of(n={"privacy": "keep", "type": "date"}), [("2011",)]) == [
        {"n": "2011", "_row_problems": None}
    ]
