from __future__ import annotations

import datetime as dt
import gzip

import pytest
from landing_fixtures import CALL_CENTER_HEADER, call_center_row, call_center_text, csv_text, put, put_workbook

from orchestration.contracts import load_contract
from orchestration.landing.errors import FileRejectedError
from orchestration.landing.reading import csv_blocks, read_tables, tables
from orchestration.landing.reading.cells import cell_text
from orchestration.settings import BUNDLED_CONFIG

CONTRACT = load_contract(BUNDLED_CONFIG / "contracts" / "call_center.yml")
SURVEY = load_contract(BUNDLED_CONFIG / "contracts" / "satisfaction_survey.yml")
HQ = load_contract(BUNDLED_CONFIG / "contracts" / "hq.yml")


def read(path, contract=CONTRACT):
    """(encoding, header, rows, row numbers, surplus, problems) of the first encoding that reads to the end."""
    for table in read_tables(path, contract):
        try:
            batches = list(table.batches)
        except UnicodeDecodeError:
            continue
        rows = [list(row) for batch in batches for row in zip(*(c.to_pylist() for c in batch.columns), strict=True)]
        numbers = [number for batch in batches for number in batch.row_numbers.to_pylist()]
        numbered = [(batch, batch.row_numbers.to_pylist()) for batch in batches]
        surplus = {found[i]: n for batch, found in numbered for i, n in batch.surplus.items()}
        problems = {found[i]: reasons for batch, found in numbered for i, reasons in batch.problems.items()}
        return table.encoding, list(table.header), rows, numbers, surplus, problems
    raise AssertionError("no encoding reads the file")


@pytest.mark.parametrize(
    ("written", "reported"),
    [("gb18030", "gb18030"), ("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16")],
)
def test_encodings_declared_and_marked(settings, written, reported):
    path = put(settings, "call_center", "a.csv", call_center_text("CC1"), written)
    encoding, header, rows, *_ = read(path)
    assert (encoding, header, rows) == (reported, CALL_CENTER_HEADER, [call_center_row("CC1")])


def test_an_encoding_that_is_not_declared_is_detected(settings):
    rows = [["受访者编号", "服务项目"], *[["R1", "客户来电表示不满，要求尽快处理"]] * 30]
    path = put(settings, "satisfaction_survey", "a.csv", csv_text(*rows), "gb18030")
    encoding, _, found, *_ = read(path, SURVEY)
    assert (encoding, found) == ("gb18030", rows[1:])


def test_gzip_and_upper_case_suffix(settings):
    path = put(settings, "call_center", "A.CSV.GZ", gzip.compress(call_center_text("CC1").encode("gb18030")))
    assert read(path)[2] == [call_center_row("CC1")]


def test_a_byte_that_is_no_text_marks_its_row_only(settings):
    good, bad = call_center_text("CC1").encode("gb18030"), csv_text(call_center_row("CC2")).encode("gb18030")
    path = put(settings, "call_center", "a.csv", good + bad.replace(b"CC2,", b"CC2\xff,") + bad)
    encoding, _, rows, numbers, _, problems = read(path)
    assert (encoding, numbers, problems) == ("gb18030", [2, 3, 4], {3: ["undecodable_text"]})
    assert rows[1] == call_center_row("CC2\ufffd")


def test_quotes_commas_and_line_breaks_stay_in_their_field(settings):
    text = '他说"不行"，\r\n第二行,完'
    rows = [call_center_row("CC1", 投诉内容=text), call_center_row("CC2")]
    path = put(settings, "call_center", "a.csv", csv_text(CALL_CENTER_HEADER, *rows))
    _, _, found, numbers, *_ = read(path)
    assert (found, numbers) == (rows, [2, 3])


def test_a_long_text_stays_whole(settings):
    text = "很" * 200_000
    path = put(settings, "call_center", "a.csv", csv_text(CALL_CENTER_HEADER, call_center_row("CC1", 投诉内容=text)))
    assert read(path)[2][0][-1] == text


def test_blank_lines_between_rows_are_rows_with_a_problem_and_those_at_the_end_are_none(settings):
    path = put(settings, "call_center", "a.csv", "\n工单号,受理时间\n\nCC1,x\n , \n,,,\n,y\nCC2,z\n\n,\n,,\n")
    _, header, rows, numbers, surplus, problems = read(path)
    assert (header, numbers) == (["工单号", "受理时间"], [3, 4, 5, 6, 7, 8])
    assert (rows, surplus) == ([["", ""], ["CC1", "x"], ["", ""], ["", ""], ["", "y"], ["CC2", "z"]], {})
    assert problems == {3: ["empty_row"], 5: ["empty_row"], 6: ["empty_row"]}


@pytest.mark.parametrize(
    ("content", "row"),
    [("工单号,受理时间\nCC1,x\n{}CC2,y\n", 3), ("{}工单号,受理时间\nCC1,x\n", 1), ("工单号\n{}", 2)],
)
def test_blank_lines_without_an_end_are_refused(settings, monkeypatch, content, row):
    monkeypatch.setattr(tables, "MOST_BLANK_ROWS", 10)
    assert read(put(settings, "call_center", "a.csv", content.format("\n" * 9)))
    path = put(settings, "call_center", "a.csv", content.format("\n" * 5_000))
    with pytest.raises(FileRejectedError, match=f"row {row} is the first of more than 10 blank rows; remove"):
        read(path)


@pytest.mark.parametrize("blank", ["\n", "\n\n", " , \n", ",,,\n"])
def test_blank_lines_among_many_rows_are_found_wherever_they_stand(settings, blank):
    rows = [f"CC{i},x\n" for i in range(9000)]
    for place in (1500, 4000, 7999):
        rows[place] = blank + rows[place]
    path = put(settings, "call_center", "a.csv", "工单号,受理时间\n" + "".join(rows) + blank * 3)
    _, _, found, numbers, _, problems = read(path)
    assert [row[0] for row in found if row[0]] == [f"CC{i}" for i in range(9000)]
    assert numbers == list(range(2, 9002 + 3 * blank.count("\n")))
    assert len(problems) == 3 * blank.count("\n")
    assert set(map(tuple, problems.values())) == {("empty_row",)}


def test_rows_with_a_wrong_number_of_fields_are_kept_and_marked(settings):
    path = put(settings, "call_center", "a.csv", "a,b,c\n1,2\n1,2,3,4,5\n1,2,3\n")
    _, _, rows, _, surplus, _ = read(path)
    assert rows == [["1", "2", ""], ["1", "2", "3"], ["1", "2", "3"]]
    assert surplus == {2: -1, 3: 2}


def test_batches_join_without_a_seam(settings, monkeypatch):
    monkeypatch.setattr(tables, "BATCH_ROWS", 4)
    for count in (*range(10), *range(20, 30)):
        path = put(settings, "call_center", "a.csv", call_center_text(*(f"CC{i}" for i in range(count))))
        _, _, rows, numbers, *_ = read(path)
        assert [row[0] for row in rows] == [f"CC{i}" for i in range(count)]
        assert all(len(batch.row_numbers) for table in read_tables(path, CONTRACT) for batch in table.batches)
        assert numbers == list(range(2, count + 2))


def test_a_file_with_a_header_only_has_no_rows(settings):
    path = put(settings, "call_center", "a.csv", call_center_text())
    assert read(path)[2] == []


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b" \r\n\r\n", "not even a header"),
        ("a.csv", b'a,b\n1,"2\n3,4\n', "quotation mark that opens in row 2 is never closed"),
        ("a.csv", b'a,b\n1,"' + b"x" * (csv_blocks.LONGEST_FIELD + 1), "never closed"),
        ("a.csv", b"a" + b"," * 20_000 + b"\n1,2\n", "has 20,001 columns, more than any table here can have"),
        ("a.csv.gz", b"no gzip", "damaged or cut off"),
        ("a.csv.gz", gzip.compress(b"a,b\n" * 9999, mtime=0)[:-20], "damaged or cut off"),
        ("a.pdf", b"%PDF", "files of the type .pdf cannot be read"),
        ("README", b"hello", "(no suffix)"),
        ("a.xls", b"x", "files of the type .xls cannot be read; save it as one of .csv"),
        ("a.xlsx.gz", b"x", "files of the type .gz cannot be read"),
        ("a.csv", b"PK\x03\x04", "is a zip or an Excel workbook under the name of a text"),
        ("a.txt", b"\xd0\xcf\x11\xe0", "is an older Excel workbook (.xls) under the name of a text"),
        (
            "a.csv.gz",
            gzip.compress(gzip.compress(b"a,b", mtime=0), mtime=0),
            "is compressed by gzip under the name of a text",
        ),
        ("a.xlsx", b"PK", "the contract allows csv, parquet only"),
    ],
)
def test_what_cannot_be_read_is_rejected_with_the_reason(settings, name, content, message):
    path = put(settings, "call_center", name, content)
    with pytest.raises(FileRejectedError) as refusal:
        read(path)
    assert message in str(refusal.value)


def test_a_damaged_workbook_is_rejected(settings):
    with pytest.raises(FileRejectedError, match="not a readable Excel workbook"):
        read(put(settings, "hq", "a.xlsx", b"PK\x03\x04 damaged"), HQ)


def test_workbook_cells_become_text(settings):
    moment = dt.datetime(2011, 3, 5, 9, 7)
    path = put_workbook(
        settings, "hq", "登记 2011.xlsx", [[], ["编号", "登记日期"], [7.0, dt.date(2011, 3, 5)], ["007", 3.5]]
    )
    encoding, header, rows, numbers, *_ = read(path, HQ)
    assert (encoding, header, numbers) == (None, ["编号", "登记日期"], [3, 4])
    assert rows == [["7", "2011-03-05"], ["007", "3.5"]]
    assert cell_text(moment) == "2011-03-05 09:07:00"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (5.0, "5"),
        (0.1 + 0.2, "0.3"),
        (12345678901.0, "12345678901"),
        (True, "TRUE"),
        (dt.time(9, 7), "09:07:00"),
        (dt.datetime(2011, 3, 5, 9, 6, 59, 999_999), "2011-03-05 09:07:00"),
    ],
)
def test_cell_text(cell, text):
    assert cell_text(cell) == text
