from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orchestration.landing.redaction import EMAIL, NUMBER, _label, is_bank_card, is_identity_number, redact


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("电话13812345678请回电", "电话[phone]请回电"),
        ("138-1234-5678", "[phone]"),
        ("１３８　１２３４　５６７８", "[phone]"),
        ("1 3 8 1 2 3 4 5 6 7 8", "[phone]"),
        ("+86 13812345678", "[phone]"),
        ("8613812345678", "[phone]"),
        ("010-88886666", "[phone]"),
        ("（0571）8888 6666", "[phone]"),
        ("0755-1234567。", "[phone]。"),
        ("+86-10-88886666", "[phone]"),
        ("2011-03-05 13812345678", "2011-03-05 [phone]"),
        ("20110305 13812345678", "20110305 [phone]"),
        ("5000 138-1234-5678", "5000 [phone]"),
        ("5000 13812345678", "5000 [phone]"),
        ("身份证110101199001011234", "身份证[identity number]"),
        ("11010119900101123X", "[identity number]"),
        ("１１０１０１１９９００１０１１２３ｘ", "[identity number]"),
        ("110101 19900101 1234", "[identity number]"),
        ("110101-900101-123", "[identity number]"),
        ("110101900101123", "[identity number]"),
        ("保单P2010001234567已退", "保单[policy number]已退"),
        ("201012345678", "[policy number]"),
        ("P-20100012345678", "[policy number]"),
        ("6222021234567890123", "[policy number]"),
        ("6222 0212 3456 7890 123", "[policy number]"),
        ("138.1234.5678", "[phone]"),
        ("138 - 1234 - 5678", "[phone]"),
        ("138\u200b1234\u200b5678", "[phone]"),
        ("＋８６－１３８－１２３４－５６７８", "[phone]"),
        ("86-10-88886666", "[phone]"),
        ("+86 (010) 88886666", "[phone]"),
        ("（０１０） — 88886666", "[phone]"),
        ("0086 571 8888 6666", "[phone]"),
        ("110101  19900101  1234", "[identity number]"),
        ("卡号6222021234567890128", "卡号[bank card]"),
        ("6222 0212 3456 7890 128", "[bank card]"),
        ("4111-1111-1111-1111", "[bank card]"),
        ("４１１１　１１１１　１１１１　１１１１", "[bank card]"),
        ("a﹫b.cn", "[e-mail]"),
        ("邮箱zhang.3＠163.com。", "邮箱[e-mail]。"),
        ("13812345678@139.com", "[e-mail]"),
    ],
)
def test_personal_data_is_masked(text, expected):
    assert redact(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "退保金额5000元",
        "1,234,567.89元",
        "2011-03-05 09:07:00",
        "2011/03/05 09:07",
        "２０１１－０３－０５ 5000元",
        "2011年3月5日15时",
        "20110305",
        "编号1234567 2011-03-05",
        "工号138 2011-03-05来电",
        "15 2011-03-15 1次",
        "2010-2011年度",
        "拨打95511或400-820-8888",
        "工单CC11000001",
        "[phone]",
    ],
)
def test_ordinary_numbers_stay(text):
    assert redact(text) == text


DIGITS = st.sampled_from(["1", "3", "8", "0", "5", "9", "86", "19", "2010", "01", "1381234", "０", "８", "Ｘ", "x"])
BETWEEN = st.sampled_from(["", "", " ", "-", "  ", " - ", "　", "(", ")", "）", "（", ".", "/", "+", "年", "投诉"])
NUMBER_LIKE = st.lists(st.tuples(DIGITS, BETWEEN), max_size=20).map(lambda pairs: "".join(map("".join, pairs)))


@settings(max_examples=1_000, deadline=None)
@given(NUMBER_LIKE)
@example("(010)   12345678")
@example("+86(0571)   8888-6666")
def test_texts_that_are_not_looked_at_closely_hold_no_number(text):
    assert redact(text) == NUMBER.sub(_label, EMAIL.sub("[e-mail]", text))


@pytest.mark.parametrize(
    ("number", "is_one"),
    [
        ("11010519491231002X", True),
        ("110105194912310021", False),
        ("11010519491331002X", False),
        ("110105491231002", True),
        ("110105491331002", False),
        ("200105491231002", False),
        ("1101054912310", False),
    ],
)
def test_identity_numbers_are_told_by_check_digit_and_date(number, is_one):
    assert is_identity_number(number) is is_one


@pytest.mark.parametrize(
    ("number", "is_one"),
    [
        ("4111111111111111", True),
        ("4111111111111112", False),
        ("6222021234567890128", True),
        ("411111111111111", False),
    ],
)
def test_bank_cards_are_told_by_length_and_check_digit(number, is_one):
    assert is_bank_card(number) is is_one
