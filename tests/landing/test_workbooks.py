from __future__ import annotations

import datetime as dt
import zipfile

import pytest
import python_calamine
import xlsxwriter
from landing_fixtures import put, put_workbook
from reading_fixtures import HQ, read_file

from orchestration.landing.errors import FileRejectedError, HeaderMismatchError
from orchestration.landing.reading import workbooks
from orchestration.landing.reading.ooxml import read_parts
from orchestration.landing.reading.sheets import sheet_rows
from orchestration.settings import BUNDLED_CONFIG

HEADER = ["编号", "登记日期", "类型"]
CLEAN = [HEADER, ["HQ1", "2011-03-05", "理赔"], ["HQ2", "2011-03-06", "保全"]]


def put_sheets(settings, sheets: dict[str, list[list]], hidden=(), **options):
    """Drop a workbook with these sheets; a cell that begins with = is a formula, a tuple one with its stored value."""
    path = settings.landing / "hq" / "a.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd", **options}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            if name in hidden:
                sheet.hide()
            for y, row in enumerate(rows):
                for x, cell in enumerate(row):
                    if isinstance(cell, tuple):
                        sheet.write_formula(y, x, cell[0], None, cell[1])
                    else:
                        sheet.write(y, x, cell)
    return path


def put_xml(settings, cells: str, *, shared="", prefix="", name="a.xlsx"):
    """Drop a workbook whose one sheet has the header in row 1 and this XML as what follows."""
    p, colon = prefix, f"{prefix}:" if prefix else ""
    xmlns = f'xmlns{":" + p if p else ""}="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    path = put_sheets(settings, {"数据": [HEADER]}).rename(settings.landing / "hq" / "source.zip")
    header = "".join(
        f'<{colon}c t="inlineStr"><{colon}is><{colon}t>{h}</{colon}t></{colon}is></{colon}c>' for h in HEADER
    )
    sheet = (
        f"<{colon}worksheet {xmlns}><{colon}sheetData><{colon}row>{header}</{colon}row>{cells}</{colon}sheetData>"
        f"</{colon}worksheet>"
    )
    target = settings.landing / "hq" / name
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as archive:
        for part in source.namelist():
            content = source.read(part)
            if part == "xl/worksheets/sheet1.xml":
                content = sheet.encode()
            elif part == "xl/sharedStrings.xml" and shared:
                content = f"<sst {xmlns}>{shared}</sst>".encode()
            archive.writestr(part, content)
    path.unlink()
    return target


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


def test_a_formula_that_gives_an_empty_text_is_no_error(settings):
    cells = '<row r="2"><c t="inlineStr"><is><t>a</t></is></c><c t="str"><f>IF(1,"")</f><v></v></c></row>'
    assert read_file(put_xml(settings, cells), HQ).problems == {}


def test_blank_rows_and_cells_of_format_only(settings):
    cells = '<row r="2"/><row r="4"><c r="B4"><v>40607</v></c></row><row r="5"><c r="A5" s="0"/></row><row r="6"/>'
    found = read_file(put_xml(settings, cells), HQ)
    assert (found.numbers, found.rows[2]) == ([2, 3, 4], ["", "2011-03-05", ""])
    assert found.problems == {2: ["empty_row"], 3: ["empty_row"]}


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


def test_texts_in_runs_with_readings_and_escapes(settings):
    shared = "<si><r><t>理</t></r><r><t>赔</t></r><rPh><t>li</t></rPh></si><si><t>a_x000A_b_x0041_</t></si><si/>"
    cells = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c></row>'
    assert read_file(put_xml(settings, cells, shared=shared), HQ).rows == [["理赔", "a\nbA", ""]]


def test_elements_with_a_prefix_and_cells_without_a_place(settings):
    cells = '<x:row><x:c t="d"><x:v>2011-03-05T09:07:00</x:v></x:c><x:c t="b"><x:v>1</x:v></x:c></x:row>'
    assert read_file(put_xml(settings, cells, prefix="x"), HQ).rows == [["2011-03-05 09:07:00", "TRUE", ""]]


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="3"/><row r="2"/>',
        '<row r="1048577"><c><v>1</v></c></row>',
        '<row r="2"><c r="ZZZZZZ2"><v>1</v></c></row>',
        '<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>',
        '<row r="2"><c><v>one</v></c></row>',
        '<row r="2"><c t="s"><v>99</v></c></row>',
        '<row r="2"><c t="s"><v>-1</v></c></row>',
        '<row r="2"><c>',
        '<row r="two"/>',
    ],
)
def test_what_no_sheet_can_hold_is_refused(settings, cells):
    with pytest.raises(FileRejectedError, match="not a readable Excel workbook"):
        read_file(put_xml(settings, cells), HQ)


@pytest.mark.parametrize("content", [b"PK\x03\x04 damaged", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"text"])
def test_what_is_no_workbook_is_refused(settings, content):
    with pytest.raises(FileRejectedError, match=r"not a readable Excel workbook.*save it as \.xlsx"):
        read_file(put(settings, "hq", "a.xlsx", content), HQ)


def test_a_workbook_with_macros(settings):
    path = put_sheets(settings, {"数据": CLEAN})
    assert read_file(path.rename(path.with_suffix(".XLSM")), HQ).rows == CLEAN[1:]


def test_batches_join_without_a_seam(settings, monkeypatch):
    monkeypatch.setattr(workbooks, "BATCH_ROWS", 4)
    for count in range(10):
        rows = [[f"HQ{i}", "2011-03-05", "理赔"] for i in range(count)]
        found = read_file(put_sheets(settings, {"a": [HEADER, *rows], "b": [HEADER, *rows]}), HQ)
        assert found.rows == rows + rows
        assert found.numbers == [*range(2, count + 2), *range(count + 3, 2 * count + 3)]


FORMATS = [
    *("General", "0", "0.00", "#,##0", "0%", "0.00E+00", "@", '0"days"', "[Red]0", "yyyy-mm-dd", "m/d/yy", "h:mm"),
    *("yyyy-mm-dd hh:mm:ss", 'yyyy"年"m"月"d"日"', "[$-804]yyyy-mm-dd", "mm:ss", "dd\\ mmm", "上午/下午h时", '"h"0'),
]
NUMBERS = [0.25, 1, 59, 60, 61, 61.5, 366, 36526, 40607, 40607.380555556, 40607.9999999, 45000.5, 73050]


@pytest.mark.parametrize("pattern", [*FORMATS, *(number for number in range(50) if number != 46)])
@pytest.mark.parametrize("date_1904", [False, True])
def test_numbers_are_read_as_another_reader_does(tmp_path, pattern, date_1904):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": date_1904}) as workbook:
        sheet = workbook.add_worksheet()
        style = workbook.add_format({"num_format": pattern})
        for row, number in enumerate(NUMBERS):
            sheet.write_number(row, 0, number, style)
    parts = read_parts(path)
    own = [cells[0] for _, cells in sheet_rows(parts.sheets[0], parts)]
    others = [row[0] for row in python_calamine.load_workbook(path).get_sheet_by_index(0).to_python()]
    assert list(map(workbooks.cell_text, own)) == list(map(workbooks.cell_text, others))


@pytest.mark.parametrize("path", sorted(BUNDLED_CONFIG.glob("feeds/*/*.xlsx")), ids=lambda path: path.name)
def test_bundled_workbooks_are_read_as_another_reader_does(path):
    parts = read_parts(path)
    own = [[workbooks.cell_text(cell) for cell in cells] for _, cells in sheet_rows(parts.sheets[0], parts)]
    others = python_calamine.load_workbook(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    width = len(others[0])
    assert [row + [""] * (width - len(row)) for row in own] == [list(map(workbooks.cell_text, row)) for row in others]
