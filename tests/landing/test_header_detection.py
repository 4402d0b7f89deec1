from __future__ import annotations

import pytest
from landing_fixtures import CALL_CENTER_HEADER, call_center_row, csv_text, put, put_workbook
from reading_fixtures import CALL_CENTER, HQ, read_file

from orchestration.landing.errors import FileRejectedError, HeaderMismatchError

ROWS = [call_center_row("CC1"), call_center_row("CC2")]
TITLES = [["客户投诉登记表（2011年度）"], [], ["导出日期：", "2011-12-31"], ["工单号"], [""]]


def text_with(*above: list[str], header=CALL_CENTER_HEADER) -> str:
    return csv_text(*above, header, *ROWS)


@pytest.mark.parametrize("count", range(len(TITLES) + 1))
def test_titles_above_the_header_are_no_rows(settings, count):
    found = read_file(put(settings, "call_center", "a.csv", text_with(*TITLES[:count])), CALL_CENTER)
    assert (found.header, found.rows) == (CALL_CENTER_HEADER, ROWS)
    assert (found.numbers, found.problems) == ([count + 2, count + 3], {})
    assert found.notes == ([f"the header is row {count + 1}, what stands above it is no data"] if count else [])


def test_a_title_wider_than_the_table_does_not_widen_it(settings):
    found = read_file(put(settings, "call_center", "a.csv", text_with(["x"] * 40)), CALL_CENTER)
    assert (found.rows, found.problems) == (ROWS, {})


def test_headers_spelt_with_full_width_letters_line_breaks_and_invisible_characters(settings):
    spelt = [f" {header[0]}\n{header[1:]}\u200b" for header in CALL_CENTER_HEADER]
    found = read_file(put(settings, "call_center", "a.csv", text_with(TITLES[0], header=spelt)), CALL_CENTER)
    assert (found.header, found.rows, found.numbers) == (spelt, ROWS, [3, 4])


def test_the_header_comes_once_and_a_second_one_is_a_row(settings):
    found = read_file(put(settings, "call_center", "a.csv", text_with(CALL_CENTER_HEADER)), CALL_CENTER)
    assert found.rows == [CALL_CENTER_HEADER, *ROWS]


def test_a_row_that_names_more_fields_is_not_the_header_where_another_has_every_required_one(settings):
    required = ["工单号", "受理时间", "投诉类别", "机构"]
    optional = ["投诉原因", "不满事项", "业管可控", "投诉渠道", "处理状态"]
    path = put(settings, "call_center", "a.csv", csv_text(optional, required, ["CC1", "2011-01-01", "理赔", "北京"]))
    assert read_file(path, CALL_CENTER).rows == [["CC1", "2011-01-01", "理赔", "北京"]]


def test_without_any_known_header_the_first_row_with_content_is_refused(settings):
    path = put(settings, "call_center", "a.csv", csv_text([], ["x", "y"], ["1", "2"]))
    with pytest.raises(HeaderMismatchError, match="none of the 2 columns of the first row"):
        read_file(path, CALL_CENTER)


def test_a_header_below_many_titles_is_not_looked_for(settings):
    with pytest.raises(HeaderMismatchError, match="none of the 1 columns"):
        read_file(put(settings, "call_center", "a.csv", text_with(*[["title"]] * 20)), CALL_CENTER)


def test_a_header_is_found_below_any_number_of_blank_rows(settings):
    for titles, first in (([], 3002), (TITLES[:1], 3003)):
        found = read_file(put(settings, "call_center", "a.csv", "\n" * 3000 + text_with(*titles)), CALL_CENTER)
        assert (found.numbers, len(found.notes)) == ([first, first + 1], len(titles))


def test_a_title_in_a_workbook(settings):
    titles = [["总公司投诉登记"], [], [None, "导出日期", "2011-12-31"]]
    rows = [["编号", "登记日期", "类型"], ["HQ1", "2011-03-05", "理赔"]]
    found = read_file(put_workbook(settings, "hq", "a.xlsx", [*titles, *rows]), HQ)
    assert (found.header, found.rows, found.numbers) == (rows[0], rows[1:], [5])
    assert found.notes == ["sheet Sheet1: the header is row 4, what stands above it is no data"]


def test_only_blank_rows_are_no_file(settings):
    with pytest.raises(FileRejectedError, match="holds no row at all"):
        read_file(put_workbook(settings, "hq", "a.xlsx", [[" "], ["　"]]), HQ)
