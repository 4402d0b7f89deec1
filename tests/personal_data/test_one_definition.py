"""What landing keeps of any value no check refuses, whatever cleaning the warehouse does to it."""

from __future__ import annotations

from functools import cache

import duckdb
import jinja2
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from orchestration.contracts import Contract
from orchestration.landing.privacy import TokenKey, mask_kept, redact_text
from orchestration.personal_data.fields import FREE_TEXT, LEFT_ALONE, NUMBERED, Kind, kinds_of_fields
from orchestration.personal_data.masking import (
    MAY_BE_REDACTED,
    MAY_CHANGE_WHERE_KEPT,
    mask_certain,
    mask_person,
    redact,
)
from orchestration.personal_data.people import TITLED, reduce_names
from orchestration.personal_data.words import BY_FORM, BY_WORD, EMAILS
from orchestration.settings import DBT_PROJECT
from orchestration.sql_text import cleaned, spaced
from tests.drawing import drawn

KEY = TokenKey("a key for tests")
DIGITS = [
    "1",
    "3",
    "8",
    "0",
    "5",
    "9",
    "86",
    "19",
    "2010",
    "01",
    "1381234",
    "138",
    "20110315",
    "5678",
    "110105",
    "19491231",
    "002",
    "4111",
    "1111",
    "11010519491231002X",
]
NUMERALS = ["０", "８", "１３８", "Ｘ", "x", "一三八", "〇零", "七七七七八八八八", "幺"]
WORDS = [
    "a@qq",
    "＠",
    "com",
    "qq",
    "微信号",
    "vx",
    "电话",
    "tel",
    "京A",
    "粤B",
    "E",
    "G",
    "(7)",
    "张伟",
    "先生",
    "Mr.",
    "Li",
    "ſ",
    "ß",
    "K",
    "é",
    "客户",
]
PIECES = st.sampled_from([*DIGITS, *NUMERALS, *WORDS, "[phone]", "com"])
MARKS = ["-", "－", "—", "(", ")", "）", "（", "【", ".", "．", "/", "+", "·", ",", "，", "、", "_", "*", ":"]
SPACES = [" ", "  ", " - ", "　", "\n", "\r\n", "\t", "\n \n", "\u00a0", "\u200b", "\ufeff", "\u2003", "\u2028", "\x0b"]
BETWEEN = st.sampled_from(["", "", "", "", *MARKS, *SPACES])
TEXTS = st.lists(st.tuples(PIECES, BETWEEN), max_size=14).map(lambda pairs: "".join(map("".join, pairs)))


@cache
def database() -> duckdb.DuckDBPyConnection:
    """A connection with the macros of the dbt project, as their SQL stands there."""
    connection = duckdb.connect()
    macros = (DBT_PROJECT / "macros" / "text.sql").read_text(encoding="utf-8")
    rendered = jinja2.Environment().from_string(macros).module
    for name in ("half_width", "remove_spaces", "collapse_spaces"):
        connection.execute(f"create macro {name}(value) as {getattr(rendered, name)('value')}")
    return connection


WAREHOUSE = (
    "half_width(value)",
    "remove_spaces(value)",
    "collapse_spaces(value)",
    "upper(remove_spaces(value))",
    "upper(value)",
)
TWICE = ("remove_spaces(half_width(value))", "remove_spaces(collapse_spaces(value))")
FORMS = ("value", *WAREHOUSE, *TWICE, cleaned("value"), spaced("value"))


def cleaned_forms(value: str) -> list[str]:
    """The value, and what each cleaning of the warehouse makes of it."""
    row = database().execute(f"select {', '.join(FORMS)} from (select ? as value)", [value]).fetchone()
    return [form or "" for form in row]


def may_be(pattern: str, value: str) -> bool:
    """Whether RE2 finds the pattern."""
    found = database().execute("select regexp_matches(?, ?)", [value, pattern]).fetchone()[0]
    assert found == pc.match_substring_regex(pa.array([value]), pattern)[0].as_py()
    return found


@drawn(150)
@given(TEXTS)
@example("客户电话1381234\n5678")
@example("扣款138 20110315")
@example("15 2011-03-15 1次 1381234 · 5678")
@example("ſ@qq.com")
def test_what_is_kept_of_a_free_text_is_refused_in_no_form(text):
    for kept in (redact(text), mask_person(text)):
        assert not [form for form in cleaned_forms(kept) if FREE_TEXT.is_refused(form)]


@drawn(150)
@given(TEXTS)
@example("CC11010519491231002X")
@example("1101051949 \n 1231002X")
@example("4111 1111 1111 1111")
def test_what_is_kept_of_a_number_is_refused_in_no_form(text):
    kept = mask_kept(text, "", {}, KEY)
    assert not [form for form in cleaned_forms(kept) if NUMBERED.is_refused(form)]


def contract(**fields: dict) -> Contract:
    known = {name: {"headers": [name], "description": name} | field for name, field in fields.items()}
    return Contract(
        feed="x",
        kind="complaints",
        description="x",
        formats=["csv"],
        key=["x"],
        date_formats=["%d/%m/%Y"],
        fields=known,
    )


@drawn(150)
@given(TEXTS)
@example("2011-03-05 \u00a013812345678")
@example("40000.1381234567")
def test_what_is_kept_of_a_date_or_a_sum_is_refused_in_no_form(text):
    typed = {name: {"privacy": "keep", "type": name} for name in ("date", "number")}
    for kind in kinds_of_fields(contract(**typed)).values():
        kept = redact_text(text, "", {}) if kind.is_refused(text) else text
        assert not kind.is_refused(kept)


@drawn(150)
@given(TEXTS)
@example("Mr.\u2003Li")
@example("a(at)qq.com")
def test_what_is_passed_over_without_a_closer_look_would_not_change(text):
    if redact(text) != text:
        assert may_be(MAY_BE_REDACTED, text)
    if mask_certain(text, lambda kind, _: kind) != text:
        assert may_be(MAY_CHANGE_WHERE_KEPT, text)


@drawn(150)
@given(TEXTS)
@example("一 三 八\n〇〇〇〇一二三四")
def test_the_checks_look_at_every_value_that_they_would_refuse(text):
    for kind in (FREE_TEXT, NUMBERED):
        if kind.is_refused(text):
            assert may_be(kind.may_be_refused, text)


@drawn(150)
@given(TEXTS)
def test_a_pattern_that_is_not_tried_would_find_nothing(text):
    for named in (EMAILS, *BY_WORD, *BY_FORM):
        assert not named.pattern.search(text) or named.needed.search(text)
    if TITLED.search(text):
        assert reduce_names(text) != text


def test_a_refused_value_is_refused_however_it_is_cleaned_first():
    for form in cleaned_forms("电话 1381234\n5678"):
        assert FREE_TEXT.is_refused(form)


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ({"privacy": "redact"}, FREE_TEXT),
        ({"privacy": "keep"}, NUMBERED),
        ({"privacy": "keep", "type": "identifier", "looks_personal": True}, LEFT_ALONE),
        ({"privacy": "drop"}, None),
        ({"privacy": "tokenise"}, None),
    ],
)
def test_the_kind_of_a_field_is_what_its_contract_says(field: dict, kind: Kind | None):
    assert kinds_of_fields(contract(x=field)).get("x") is kind


def test_a_cell_of_nothing_but_letters_or_digits_is_read_in_no_time():
    for piece in ("a", "1", "张", "1 ", "一", "a.", "\n", "微信"):
        assert len(redact(piece * 20_000 + "@")) > 0
