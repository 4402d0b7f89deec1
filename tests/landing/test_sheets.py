from __future__ import annotations

import subprocess
import sys
import zipfile

import pytest
import python_calamine
import xlsxwriter
from reading_fixtures import HQ, read_file
from workbook_fixtures import put_xml

from orchestration.landing.errors import FileRejectedError
from orchestration.landing.reading.cells import cell_text
from orchestration.landing.reading.ooxml import read_parts
from orchestration.landing.reading.sheets import sheet_rows
from orchestration.settings import BUNDLED_CONFIG, CHECKOUT


def test_a_formula_that_gives_an_empty_text_is_no_error(settings):
    cells = '<row r="2"><c t="inlineStr"><is><t>a</t></is></c><c t="str"><f>IF(1,"")</f><v></v></c></row>'
    assert read_file(put_xml(settings, cells), HQ).problems == {}


def test_blank_rows_and_cells_of_format_only(settings):
    cells = '<row r="2"/><row r="4"><c r="B4"><v>40607</v></c></row><row r="5"><c r="A5" s="0"/></row><row r="6"/>'
    found = read_file(put_xml(settings, cells), HQ)
    assert (found.numbers, found.rows[2]) == ([2, 3, 4], ["", "2011-03-05", ""])
    assert found.problems == {2: ["empty_row"], 3: ["empty_row"]}


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("_rels/.rels", b'officeDocument"', b'office"'),
        ("xl/workbook.xml", b"r:id", b"r:x"),
        ("xl/workbook.xml", b"rId1", b"rId99"),
        ("xl/_rels/workbook.xml.rels", b"sheet1.xml", b"sheet9.xml"),
    ],
)
def test_a_workbook_whose_parts_do_not_refer_to_each_other_is_refused(settings, part, old, new):
    path = put_xml(settings, "")
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(old, new) if name == part else content)
    with pytest.raises(FileRejectedError, match="not a readable Excel workbook"):
        read_file(path, HQ)


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
    assert list(map(cell_text, own)) == list(map(cell_text, others))


@pytest.mark.parametrize("path", sorted(BUNDLED_CONFIG.glob("feeds/*/*.xlsx")), ids=lambda path: path.name)
def test_bundled_workbooks_are_read_as_another_reader_does(path):
    parts = read_parts(path)
    own = [[cell_text(cell) for cell in cells] for _, cells in sheet_rows(parts.sheets[0], parts)]
    others = python_calamine.load_workbook(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    width = len(others[0])
    assert [row + [""] * (width - len(row)) for row in own] == [list(map(cell_text, row)) for row in others]


READ_AND_MEASURE = """
import sys
from pathlib import Path
from benchmarks.memory import peak_megabytes
from orchestration.landing.reading.ooxml import read_parts
from orchestration.landing.reading.sheets import sheet_rows
parts = read_parts(Path(sys.argv[1]))
rows = sum(1 for _ in sheet_rows(parts.sheets[0], parts))
print(rows, peak_megabytes())
"""


@pytest.mark.slow
def test_a_sheet_with_as_many_rows_as_there_can_be_is_read_in_little_memory(settings):
    cells = "".join(
        f'<row r="{row}"><c t="inlineStr"><is><t>理赔{row}</t></is></c></row>' for row in range(2, 1_048_577)
    )
    path = put_xml(settings, cells)
    command = [sys.executable, "-c", READ_AND_MEASURE, path]
    ran = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    rows, megabytes = map(float, ran.stdout.split())
    assert rows == 1_048_576
    assert megabytes < 195
