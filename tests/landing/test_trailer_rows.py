from __future__ import annotations

import pytest
from landing_fixtures import CALL_CENTER_HEADER, call_center_row, csv_text, lake_rows, put, put_workbook
from reading_fixtures import CALL_CENTER, HQ, read_file

from orchestration.landing import land_feed


def found_in(settings, *below: list[str], header=CALL_CENTER_HEADER):
    path = put(settings, "call_center", "a.csv", csv_text(header, call_center_row("CC1"), *below))
    return read_file(path, CALL_CENTER)


@pytest.mark.parametrize(
    "text",
    [
        *("合计", "合 计", "　总计：", "小计", "共计12件", "累　计", "Total", "TOTAL:", "Grand total 12"),
        *(
            "注：仅供内部使用",
            "注: x",
            "备注：",
            "说明:",
            "制表人：",
            "填表人",
            "审核人",
            "数据来源：系统",
            "报表日期：2011",
        ),
        *("Note: x", "SOURCE: y"),
    ],
)
def test_totals_and_footnotes(settings, text):
    found = found_in(settings, call_center_row(text, 受理时间="", 投诉类别="12"))
    assert found.problems == {3: ["total_or_footnote"]}
    assert found.rows[1][0] == text


def test_a_total_may_stand_in_any_column_if_the_key_is_blank(settings):
    total = ["" if header != "机构" else "合计" for header in CALL_CENTER_HEADER]
    assert found_in(settings, total).problems == {3: ["total_or_footnote"]}


def test_a_footnote_of_one_field_has_both_reasons(settings):
    assert found_in(settings, ["注：数据截至年底"]).problems == {3: ["wrong_field_count", "total_or_footnote"]}


@pytest.mark.parametrize(
    "row",
    [
        call_center_row("CC2", 投诉内容="合计金额有误"),
        call_center_row("CC2", 受理时间="合计"),
        call_center_row("", 受理时间="2011-03-05", 机构="合计"),
        call_center_row("Totalsoft-17"),
        call_center_row("TOTAL-17"),
        call_center_row("注1"),
    ],
    ids=lambda row: f"{row[0]}{row[-1]}",
)
def test_a_row_with_a_key_or_another_beginning_is_none(settings, row):
    assert found_in(settings, row).problems == {}


def test_a_key_that_is_not_the_first_column(settings):
    header = [*CALL_CENTER_HEADER[1:], CALL_CENTER_HEADER[0]]
    rows = [["合计", *[""] * (len(header) - 1)], ["合计", *[""] * (len(header) - 2), "CC2"]]
    assert found_in(settings, *rows, header=header).problems == {3: ["total_or_footnote"]}


def test_what_is_written_below_a_table_is_redacted_in_any_column(settings):
    note = "制表：李雷先生 电话13812345678"
    put(
        settings,
        "call_center",
        "a.csv",
        csv_text(CALL_CENTER_HEADER, call_center_row("CC1"), call_center_row(note, 受理时间="", 投诉类别="")),
    )
    land_feed(settings, "call_center")
    first, last = lake_rows(settings, "call_center")
    assert (first["complaint_number"], first["_row_problems"]) == ("CC1", None)
    assert (last["complaint_number"], last["_row_problems"]) == ("制表：李某先生 电话[phone]", "total_or_footnote")


def test_in_a_workbook(settings):
    rows = [["编号", "登记日期", "类型"], ["HQ1", "2011-03-05", "理赔"], ["合计", None, 1], [], ["注：x"], [], []]
    found = read_file(put_workbook(settings, "hq", "a.xlsx", rows), HQ)
    assert found.numbers == [2, 3, 4, 5]
    assert found.problems == {3: ["total_or_footnote"], 4: ["empty_row"], 5: ["total_or_footnote"]}
