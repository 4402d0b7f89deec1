"""One value that is far too long costs its row, in every format; where that cannot be had, the error says the row."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from orchestration.contracts import Contract, FieldContract, lake_columns
from orchestration.landing.errors import FileRejectedError
from orchestration.landing.headers import match_header
from orchestration.landing.reading import csv_blocks, jsonl_reader, long_records, ooxml, read_tables, tables
from orchestration.landing.reading.csv_blocks import blocks_of
from orchestration.landing.reasons import Limits
from orchestration.landing.row_validation import Rules, judge
from orchestration.settings import BUNDLED_CONFIG, CHECKOUT
from tests.drawing import drawn
from tests.landing.landing_fixtures import CALL_CENTER_HEADER, call_center_row, csv_text
from tests.landing.reading_fixtures import CALL_CENTER, with_formats

ANY = with_formats(CALL_CENTER, "csv", "jsonl", "xlsx", "parquet")
LONG = 17 * 1024 * 1024
LONG_CELLS = {
    "csv": ("csv", "x" * LONG),
    "csv with quotes": ("csv", 'x"\r\n, ' * (LONG // 6)),
    "jsonl": ("jsonl", "x" * LONG),
    "parquet": ("parquet", "x" * LONG),
}


def _judged(path: Path, contract: Contract = ANY) -> tuple[int, list[tuple[int, str]]]:
    rules = Rules(contract, lake_columns(contract, CALL_CENTER), Limits(1990, date.max), BUNDLED_CONFIG / "reference")
    for table in read_tables(path, contract):
        try:
            found = judge(rules, match_header(table.header, contract), len(table.header), table.batches)
        except UnicodeError:
            continue
        return found.rows, found.first
    raise AssertionError("no encoding fits")


def _rows(long: str) -> list[list[str]]:
    return [call_center_row("A1"), call_center_row("A2", 投诉内容=long), call_center_row("A3")]


def _write(path: Path, long: str) -> Path:
    if path.suffix == ".csv":
        path.write_text(csv_text(CALL_CENTER_HEADER, *_rows(long)), encoding="utf-8")
    elif path.suffix == ".jsonl":
        objects = [dict(zip(CALL_CENTER_HEADER, row, strict=True)) for row in _rows(long)]
        path.write_text("".join(json.dumps(own, ensure_ascii=False) + "\n" for own in objects), encoding="utf-8")
    else:
        columns = zip(*_rows(long), strict=True)
        pq.write_table(pa.table(dict(zip(CALL_CENTER_HEADER, map(pa.array, columns), strict=True))), path)
    return path


@pytest.mark.parametrize(("suffix", "long"), [*LONG_CELLS.values()], ids=list(LONG_CELLS))
def test_a_cell_of_17_mb_costs_its_row(tmp_path: Path, suffix: str, long: str) -> None:
    first = {"csv": 3, "jsonl": 2, "parquet": 2}[suffix]
    assert _judged(_write(tmp_path / f"a.{suffix}", long)) == (3, [(first, "value_too_long")])


def test_a_line_of_json_beyond_all_limits_costs_its_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl_reader, "LONGEST_LINE", 1_000)
    path = _write(tmp_path / "a.jsonl", "很" * 5_000)
    assert _judged(path) == (3, [(2, "value_too_long, missing_number, missing_received_date")])


def test_chunks_of_records_are_small_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl_reader, "CHUNK_CHARACTERS", 100)
    path = _write(tmp_path / "a.jsonl", "x")
    tables_read = read_tables(path, ANY)
    assert [len(batch.row_numbers) for batch in next(tables_read).batches] == [1, 1, 1]


def test_a_row_of_a_workbook_beyond_all_limits_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("登记")
        sheet.write_row(0, 0, CALL_CENTER_HEADER)
        for number, row in enumerate(_rows("x"), start=1):
            sheet.write_row(number, 0, row)
        for column in range(16, 9_000):
            sheet.write_number(2, column, 1234567)
    monkeypatch.setattr(ooxml, "LARGEST_ELEMENT", 100_000)
    with pytest.raises(FileRejectedError, match=r"row 3 of the sheet 登记 holds more than"):
        _judged(path)


@pytest.mark.parametrize(
    ("rest", "message"),
    [
        ("", "a quotation mark that opens in row 2 is never closed"),
        ('"amid a text",x\n', "row 2 is closed megabytes later, amid another text"),
    ],
)
def test_a_quotation_mark_that_swallows_rows_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rest: str, message: str
) -> None:
    monkeypatch.setattr(csv_blocks, "LONGEST_RECORD", 10_000)
    monkeypatch.setattr("orchestration.landing.reading.csv_reader.BLOCK_BYTES", 1_000)
    monkeypatch.setattr("orchestration.landing.reading.csv_reader.OPENING_BYTES", 1_000)
    rows = csv_text(*(call_center_row(f"B{number}") for number in range(500)))
    path = tmp_path / "a.csv"
    path.write_text(csv_text(CALL_CENTER_HEADER) + 'A1,"2011-03-05,' + rows + rest, encoding="utf-8")
    with pytest.raises(FileRejectedError, match=message):
        _judged(path)


CELL = st.text(st.sampled_from('ab很",\n\r 😀'), max_size=12)


@drawn(200)
@given(
    st.lists(st.lists(CELL, min_size=1, max_size=4), min_size=1, max_size=12), st.integers(1, 30), st.integers(1, 30)
)
def test_long_records_are_read_as_by_the_csv_module(rows: list[list[str]], longest: int, size: int) -> None:
    for ending in ("\n", "\r\n", "\r"):
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator=ending).writerows(rows)
        content = buffer.getvalue().encode()
        pieces = [content[start : start + size] for start in range(0, len(content), size)]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(csv_blocks, "LONGEST_RECORD", longest)
            found = [row for piece in blocks_of(pieces, ",") for row in piece.rows]
            assert found == list(csv.reader(io.StringIO(content.decode(), newline="")))


def test_a_field_is_cut_where_no_contract_allows_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_blocks, "LONGEST_RECORD", 1_000)
    monkeypatch.setattr(long_records, "LONGEST_VALUE", 500)
    monkeypatch.setattr(long_records, "KEPT", 2_000)
    pieces = [b"a,b\n", *[b"1,"] + ["很".encode() * 100] * 50, b",2\n3,4\n"]
    rows = [row for piece in blocks_of(pieces, ",") for row in piece.rows]
    assert rows == [["a", "b"], ["1", "很" * 500, "2"], ["3", "4"]]
    (limit,) = (own.le for own in FieldContract.model_fields["max_length"].metadata if hasattr(own, "le"))
    assert limit < tables.LONGEST_VALUE


@pytest.mark.slow
def test_a_cell_of_300_mb_is_read_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(csv_text(CALL_CENTER_HEADER, call_center_row("A1")))
        file.write('A2,2011-03-05,,,,,,,,,,,,,,"')
        for _ in range(300):
            file.write("x, \n" * (256 * 1024))
        file.write('"\r\n' + csv_text(call_center_row("A3")))
    code = (
        "import sys; from pathlib import Path; from benchmarks.memory import peak_megabytes; "
        "from tests.landing.test_long_values import _judged; print(_judged(Path(sys.argv[1])), peak_megabytes())"
    )
    ran = subprocess.run([sys.executable, "-c", code, path], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    judged, _, megabytes = ran.stdout.strip().rpartition(" ")
    assert judged == "(3, [(3, 'value_too_long')])"
    assert float(megabytes) < 700
