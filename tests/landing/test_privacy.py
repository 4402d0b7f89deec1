from __future__ import annotations

import hashlib
import hmac

import pytest

from orchestration.landing.privacy import TokenKey, mask_kept, redact_text

KEY = TokenKey("key")


def token(value: str, key: str = "key", field: str = "phone") -> str | None:
    return TokenKey(key).token(field, value)


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


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("王小明来电，称王小明不满", "王小明", "王某来电，称王某不满"),
        ("王小明来电", " 王 小明 ", "王某来电"),
        ("欧阳小明来电", "欧阳小明", "欧某来电"),
        ("王某来电", "王", "王某来电"),
        ("李四来电", "王小明", "李四来电"),
        ("来电", "", "来电"),
        ("张三", "李四", "张三"),
        ("王小明来电", "王小明先生", "王某来电"),
        ("赵　敏、赵 敏来电", "赵敏", "赵某、赵某来电"),
        ("张三与李四", "张三/李四", "张某与李某"),
        ("欧阳娜娜来电", "欧阳·娜娜", "欧某来电"),
        ("JOHN SMITH / john  smith", "Mr. John Smith", "J某 / J某"),
        ("Ａｌｉ来电", "ALI", "A某来电"),
    ],
)
def test_the_row_s_own_customer_is_masked(text, name, expected):
    assert redact_text(text, name, {}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("保单P1234567，客户号C00-77", "保单[policy number]，客户号C00-77"),
        ("客户号C00-77-1", "客户号[x]"),
        ("客户号ｃ００７７ 1", "客户号[x]"),
        ("p 1234567和Ｐ１２３４５６７", "[policy number]和[policy number]"),
        ("共1次", "共1次"),
    ],
)
def test_the_row_s_own_identifiers_are_masked_however_they_are_written(text, expected):
    assert redact_text(text, "", {"policy_number": "P1234567", "x": "C00-771", "y": "1", "z": ""}) == expected


@pytest.mark.parametrize(
    "value", ["CC2010000001", "13812345678", "201012345678", "138-1234-5678", "110101199001011234", "X900101123456789"]
)
def test_a_number_that_only_looks_personal_is_kept(value):
    assert mask_kept(value, "", {}, KEY) == value


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("11010519491231002X", "identity number"),
        ("１１０１０５１９４９１２３１００２ｘ", "identity number"),
        ("110105-19491231-002x", "identity number"),
        ("110105491231002", "identity number"),
        ("4111 1111 1111 1111", "bank card"),
        ("a@b.cn", "e-mail"),
    ],
)
def test_what_certainly_is_personal_becomes_its_kind_and_a_token(value, kind):
    masked = mask_kept(f"CC{value}", "", {}, KEY) if kind != "e-mail" else "CC" + mask_kept(value, "", {}, KEY)
    field = kind.replace(" ", "_").replace("-", "_")
    assert masked == f"CC[{kind}] {token(value, field=field)[:16]}"


def test_equal_numbers_stay_equal_and_different_ones_different():
    first, other, again = (
        mask_kept(value, "", {}, KEY) for value in ("11010519491231002X", "110101199001011237", "11010519491231002x")
    )
    assert first == again != other


def test_the_row_s_own_data_in_a_kept_number_is_masked():
    own = {"phone": "13812345678", "customer_number": "100001"}
    assert mask_kept("CC13812345678", "", own, KEY).startswith("CC[phone] ")
    assert mask_kept("CC100001", "", own, KEY).startswith("CC[customer number] ")
    assert mask_kept("CC11000010", "", own, KEY) == "CC11000010"
    assert mask_kept("王小明-1", "王小明", own, KEY) == "王某-1"
