from __future__ import annotations

import datetime as dt

import pytest
import xlsxwriter
from landing_fixtures import put, put_workbook
from reading_fixtures import HQ, read_file
from workbook_fixtures import HEADER, put_sheets

from orchestration.landing.errors import FileRejectedError, HeaderMismatchError
from orchestration.landing.reading import xlsx_reader

CLEAN = [HEADER, ["HQ1", "2011-03-05", "理赔"], ["HQ2", "2011-03-06", "保全"]]


def test_a_clean_workbook(settings):
    found = read_file(put_sheets(settings, {"数据": CLEAN}), HQ)
    assert (found.header, found.rows, found.numbers) == (HEADER, CLEAN[1:], [2, 3])
    assert (found.encoding, found.problems, found.notes) == (None, {}, [])


def test_sheets_with_the_header_are_read_one_after_another(settings):
    second = [["类型", "编号", "登记日期"], [], ["回访", "HQ3", "2011-04-01"]]
    found = read_file(put_sheets(settings, {"2010年": CLEAN, "2011年": second}), HQ)
    assert found.rows == [*CLEAN[1:], ["", "", ""], ["HQ3", "2011-04-01", "回访"]]
    assert found.numbers == [2, 3, 5, 6]
    assert found.problems == {5: ["empty_row"]}
    assert found.notes == ["sheet 2011年: its row 1 is counted as row 4"]


def test_columns_of_a_later_sheet_are_matched_by_their_field_and_new_ones_come_last(settings):
    second = [["登记编号", "", "机构", "登记日期", "类型", ""], ["HQ3", "x", "北京", "2011-04-01", "回访", "y"]]
    first = [[*HEADER, ""], ["HQ1", "2011-03-05", "理赔", "z"]]
    found = read_file(put_sheets(settings, {"a": first, "b": second}), HQ)
    assert found.header == [*HEADER, "", "机构"]
    assert found.rows == [["HQ1", "2011-03-05", "理赔", "", ""], ["HQ3", "2011-04-01", "回访", "x", "北京"]]


def test_other_sheets_are_passed_over_and_reported(settings):
    pivot = [["类型", "件数"], ["理赔", 7]]
    path = put_sheets(settings, {"说明": [["填写说明"]], "数据": CLEAN, "透视": pivot, "空": []})
    found = read_file(path, HQ)
    assert found.rows == CLEAN[1:]
    assert found.notes == [
        "sheet 说明 does not have the feed's columns and was not read",
        "sheet 透视 does not have the feed's columns and was not read",
    ]


def test_names_of_sheets_are_reported_without_personal_numbers(settings):
    found = read_file(put_sheets(settings, {"13812345678": [["x"]], "数据": CLEAN}), HQ)
    assert "13812345678" not in found.notes[0]


@pytest.mark.parametrize(
    ("sheets", "messages"),
    [
        ({"甲": [["编号", "类型"]], "乙": CLEAN}, ["sheet 甲: required column received_at", "登记日期"]),
        (
            {"甲": [["类型"]], "乙": [["x"]]},
            ["none of the sheets 甲, 乙 has every required", "sheet 甲 comes near"],
        ),
        ({"甲": [["编号"]]}, ["required column received_at"]),
    ],
)
def test_a_sheet_that_lacks_a_column_is_refused_by_name(settings, sheets, messages):
    with pytest.raises(HeaderMismatchError) as refusal:
        read_file(put_sheets(settings, sheets), HQ)
    assert all(message in str(refusal.value) for message in messages)


def test_a_hidden_sheet_with_the_columns_is_refused_and_any_other_is_passed_over(settings):
    with pytest.raises(FileRejectedError, match="sheet 旧 is hidden but has the feed's columns; show it if"):
        read_file(put_sheets(settings, {"数据": CLEAN, "旧": CLEAN}, hidden=["旧"]), HQ)
    assert read_file(put_sheets(settings, {"数据": CLEAN, "码": [["x"]]}, hidden=["码"]), HQ).rows == CLEAN[1:]


def test_numbers_in_a_column_of_dates_are_dates_and_elsewhere_numbers(settings):
    rows = [["40607", 40607, 40607], [7.0, 40607.380555556, 0.1 + 0.2], ["007", 12, True], ["x", "40607", None]]
    found = read_file(put_workbook(settings, "hq", "a.xlsx", [HEADER, *rows]), HQ)
    assert found.rows == [
        ["40607", "2011-03-05", "40607"],
        ["7", "2011-03-05 09:08:00", "0.3"],
        ["007", "12", "TRUE"],
        ["x", "40607", ""],
    ]


def test_dates_of_a_workbook_that_counts_from_1904(settings):
    rows = [HEADER, ["a", dt.date(2011, 3, 5), dt.datetime(2011, 3, 5, 9, 7)], ["b", 39145, ""]]
    found = read_file(put_sheets(settings, {"数据": rows}, date_1904=True), HQ)
    assert found.rows == [["a", "2011-03-05", "2011-03-05 09:07:00"], ["b", "2011-03-05", ""]]


def test_formulas_give_their_stored_value_or_a_problem(settings):
    rows = [
        HEADER,
        ["clean", ("=DATE(2011,3,5)", 40607), ("=B1", "理赔")],
        ["error", ("=1/0", "#DIV/0!"), "理赔"],
        ["missing", "2011-03-05", ("=NA()", "#N/A")],
        ["never calculated", "2011-03-05", ("=X1", "")],
        ["text that looks like one", "2011-03-05", "#REF!"],
    ]
    found = read_file(put_sheets(settings, {"数据": rows}), HQ)
    assert found.problems == {3: ["formula_error"], 4: ["formula_error"], 5: ["formula_error"]}
    assert found.column("登记日期") == ["2011-03-05", "", *["2011-03-05"] * 3]
    assert found.column("类型") == ["理赔", "理赔", "", "", "#REF!"]


def test_cells_right_of_the_header_are_left_out_and_reported(settings):
    found = read_file(put_sheets(settings, {"数据": [*CLEAN, ["HQ3", "2011-03-07", "理赔", "", "stray"]]}), HQ)
    assert (found.rows[2], found.problems) == (["HQ3", "2011-03-07", "理赔"], {})
    assert found.notes == ["sheet 数据: cells right of the header were left out, in 1 rows"]


def test_a_stray_cell_far_below_makes_no_million_rows(settings):
    path = settings.landing / "hq" / "a.xlsx"
    path.parent.mkdir(parents=True)
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        for y, row in enumerate(CLEAN):
            sheet.write_row(y, 0, row)
        sheet.write(1_048_575, 2, "stray")
    found = read_file(path, HQ)
    assert found.numbers == [2, 3, 1_048_576]
    assert found.notes == ["rows 4 to 1048575 are blank and were left out"]


@pytest.mark.parametrize("content", [b"PK\x03\x04 damaged", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"text"])
def test_what_is_no_workbook_is_refused(settings, content):
    with pytest.raises(FileRejectedError, match=r"not a readable Excel workbook.*save it as \.xlsx"):
        read_file(put(settings, "hq", "a.xlsx", content), HQ)


def test_a_workbook_with_macros(settings):
    path = put_sheets(settings, {"数据": CLEAN})
    assert read_file(path.rename(path.with_suffix(".XLSM")), HQ).rows == CLEAN[1:]


def test_batches_join_without_a_seam(settings, monkeypatch):
    monkeypatch.setattr(xlsx_reader, "BATCH_ROWS", 4)
    for count in range(10):
        rows = [[f"HQ{i}", "2011-03-05", "理赔"] for i in range(count)]
        found = read_file(put_sheets(settings, {"a": [HEADER, *rows], "b": [HEADER, *rows]}), HQ)
        assert found.rows == rows + rows
        assert found.numbers == [*range(2, count + 2), *range(count + 3, 2 * count + 3)]
