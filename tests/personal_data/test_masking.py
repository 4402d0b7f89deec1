from __future__ import annotations

import pytest

from orchestration.personal_data.masking import mask_person, redact
from orchestration.personal_data.numbers import is_bank_card, is_identity_number


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("号码(139)77778888", "号码[phone]"),
        ("139,7777,8888", "[phone]"),
        ("手机一三九七七七七八八八八", "手机[phone]"),
        ("幺三八〇〇零幺三八零零", "[phone]"),
        ("客户电话1381234\n5678", "客户电话[phone]"),
        ("扣款138 20110315", "扣款[phone]"),
        ("身份证110105.19491231.0021", "身份证[identity number]"),
        ("110105 1949 1231 0021", "[identity number]"),
        ("护照E12345678，G12345678", "护照[passport]，[passport]"),
        ("回乡证H1234567801，台胞证12345678", "回乡证[travel permit]，台胞证[travel permit]"),
        ("香港身份证A123456(7)", "香港身份证[identity number]"),
        ("微信号abc_123，VX: lucky7，QQ 12345678", "微信号[WeChat]，VX: [WeChat]，QQ [QQ]"),
        ("京A12345追尾粤BD12345", "[plate]追尾[plate]"),
        ("邮箱a@qq . com", "邮箱[e-mail]"),
        ("ａ＠ｑｑ．ｃｏｍ", "[e-mail]"),
        ("座机87654321，联系方式：6655 4433", "座机[phone]，联系方式：[phone]"),
        ("tel 8765432", "tel [phone]"),
        ("张伟先生与欧阳娜娜女士", "张某先生与欧某女士"),
        ("Mr. John Smith, Sra. Ana Costa", "Mr. J某, Sra. A某"),
    ],
)
def test_what_is_told_by_its_form_or_its_word_is_masked(text, expected):
    assert redact(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "这位先生",
        "一位女士",
        "王先生来电",
        "任何先生女士",
        "Mr and Mrs were",
        "MS Hospital",
        "DR Horton",
        "Sr. Claims Adjuster",
        "微信缴费",
        "WeChat payment",
        "来电话3次",
        "电话20110315",
        "A款产品12345678",
        "最新A12345",
        "编号12345678",
        "保费13,800元",
        "@客服",
    ],
)
def test_words_and_business_numbers_stay(text):
    assert redact(text) == text


def test_a_long_number_that_is_no_person_s_stays_in_a_file_s_name():
    assert mask_person("导出_20110305090700.csv") == "导出_20110305090700.csv"
    assert mask_person("张伟先生_13812345678_京A12345 a@b.cn 1.csv") == "张某先生_[phone]_[plate] [e-mail] 1.csv"
    assert mask_person("id11010519491231002X.csv") == "id[identity number].csv"
    assert mask_person("card_4111111111111111.csv") == "card_[bank card].csv"


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
