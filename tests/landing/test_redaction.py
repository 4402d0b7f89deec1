from __future__ import annotations

import pytest

from orchestration.landing.redaction import redact


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
