from __future__ import annotations

import pytest
from landing_fixtures import CALL_CENTER_HEADER

from orchestration.contracts import load_contract
from orchestration.landing.errors import HeaderMismatchError
from orchestration.landing.headers import match_header
from orchestration.settings import BUNDLED_CONFIG

CONTRACT = load_contract(BUNDLED_CONFIG / "contracts" / "call_center.yml")
EXPOSURE = load_contract(BUNDLED_CONFIG / "contracts" / "branch_exposure.yml")


def refusal(header, contract=CONTRACT) -> str:
    with pytest.raises(HeaderMismatchError) as error:
        match_header(header, contract)
    return str(error.value)


def replaced(old: str, new: str) -> list[str]:
    return [new if header == old else header for header in CALL_CENTER_HEADER]


@pytest.mark.parametrize(
    "spelling",
    ["\ufeff工单号", " 工 单\n号 ", "工单编号", "　工单号", "工\r\n单号", "工\u200b单\u200e号", "\x00工单号\xad"],
)
def test_spellings_of_a_header(spelling):
    assert match_header(replaced("工单号", spelling), CONTRACT).positions["complaint_number"] == 0


def test_full_width_brackets_equal_half_width_ones():
    assert match_header(["机构", "年份", "保费收入(元)"], EXPOSURE).positions["premium_yuan"] == 2


def test_reordered_columns_and_unknown_ones():
    match = match_header(["备注", *reversed(CALL_CENTER_HEADER), ""], CONTRACT)
    assert match.positions["narrative"] == 1
    assert match.unknown == ("备注", "(column 18, no header)")


def test_a_missing_required_column_is_named_with_what_was_found_and_the_remedy():
    message = refusal(replaced("受理时间", "受理的时间"))
    assert "received_at (受理时间 or 受理日期) is missing, nearest header: 受理的时间" in message
    assert f"add the header to the headers of the field in {CONTRACT.path}" in message


def test_every_missing_column_is_named_at_once():
    message = refusal(["工单号", "机构"])
    assert "received_at" in message
    assert "category" in message


def test_the_column_of_the_key_is_required_also_where_its_field_does_not_say_so():
    number = CONTRACT.fields["complaint_number"].model_copy(update={"required": False})
    contract = CONTRACT.model_copy(update={"fields": CONTRACT.fields | {"complaint_number": number}})
    assert "required column complaint_number" in refusal(replaced("工单号", "序号"), contract)


def test_two_columns_for_one_field_are_refused():
    assert "机构 (column 3) and 分公司 (column 17) both stand for branch" in refusal([*CALL_CENTER_HEADER, "分公司"])


def test_a_first_row_without_a_known_header_is_not_shown():
    assert "王小明" not in refusal(["CC1", "王小明", "110101199001011234"])


def test_personal_numbers_among_headers_are_masked():
    assert "13812345678" not in refusal(["工单号", "13812345678"])


def test_people_and_plates_among_headers_are_masked():
    unknown = ["张伟先生", "京A12345", "a@qq . com", "1381234\n5678", "微信号abc_123", "备注"]
    found = match_header([*CALL_CENTER_HEADER, *unknown], CONTRACT).unknown
    assert found == ("张某先生", "[plate]", "[e-mail]", "[phone]", "微信号[WeChat]", "备注")
    message = refusal([*replaced("受理时间", "李秀英女士"), "粤BD12345"])
    assert "李秀英" not in message
    assert "粤BD12345" not in message
