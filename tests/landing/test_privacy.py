from __future__ import annotations

import hashlib
import hmac

import pytest

from orchestration.landing.privacy import Tokeniser, redact_texts


def token(value: str, key: str = "key", field: str = "phone") -> str | None:
    return Tokeniser(key, field)([value])[0]


@pytest.mark.parametrize("key", ["key", "a key longer than one block of the hash function, " * 3, "密钥"])
def test_a_token_is_the_hmac_of_field_and_value(key):
    expected = hmac.new(key.encode(), b"phone:13812345678", hashlib.sha256).hexdigest()[:32]
    assert token("13812345678", key) == expected


@pytest.mark.parametrize("value", ["138-1234-5678", " 138 1234 5678\n", "１３８１２３４５６７８", "138—1234—5678"])
def test_spelling_makes_no_difference(value):
    assert token(value) == token("13812345678")


def test_case_makes_no_difference():
    assert token("11010119900101123x") == token("１1010119900101123X")


def test_key_and_field_make_a_difference():
    assert len({token("1"), token("1", key="other"), token("1", field="policy_number"), token("2")}) == 4


@pytest.mark.parametrize("value", ["", " ", "　", "-"])
def test_nothing_has_no_token(value):
    assert token(value) is None


def test_repeated_values_have_one_token():
    first, other, again = Tokeniser("key", "phone")(["1", "2", "1"])
    assert first == again != other


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("王小明来电，称王小明不满", "王小明", "王某来电，称王某不满"),
        ("王小明来电", " 王 小明 ", "王某来电"),
        ("欧阳小明来电", "欧阳小明", "欧某来电"),
        ("王某来电", "王", "王某来电"),
        ("李四来电", "王小明", "李四来电"),
        ("来电", "", "来电"),
    ],
)
def test_the_row_s_own_customer_is_masked(text, name, expected):
    assert redact_texts([text], [name], {}) == [expected]


def test_only_the_row_s_own_name_is_masked():
    assert redact_texts(["张三", "张三"], ["张三", "李四"], {}) == ["张某", "张三"]


def test_the_row_s_own_identifiers_are_masked_whatever_their_form():
    texts = redact_texts(
        ["保单P1234567，客户号C00-77", ""], None, {"policy_number": ["P1234567", ""], "x": ["C00-77", ""]}
    )
    assert texts == ["保单[policy number]，客户号[x]", None]


def test_a_very_short_identifier_does_not_mangle_the_text():
    assert redact_texts(["共1次"], None, {"customer_number": ["1"]}) == ["共1次"]
