"""Whatever happens to a file's bytes, it is read, or refused with a reason; nothing else comes out of a reader."""

from __future__ import annotations

import gzip
import io
import json
import tempfile
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from landing_fixtures import csv_text
from reading_fixtures import HQ, with_formats

from orchestration.landing.errors import FileRejectedError
from orchestration.landing.headers import match_header
from orchestration.landing.reading import Table, read_tables
from tests.drawing import drawn

CONTRACT = with_formats(HQ.model_copy(update={"encodings": ("gb18030", "utf-8")}), "csv", "xlsx", "jsonl", "parquet")
HEADER = ["登记编号", "登记日期", "投诉类型", "案件情况"]
ROWS = [[f"HQ{i}", "2011-03-05", "理赔", f'他说"不行"，\n第{i}次'] for i in range(20)]
TEXT = csv_text(HEADER, *ROWS)
INSERTED = [b'"', b"\n", b",", b"\0", b"<", b">", b"\xff", b"\r\n\r\n", b"-1", b"9" * 30, b"e999", b"\\ud800", b"&#1;"]


def workbook() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name in ("2010年", "2011年"):
            sheet = book.add_worksheet(name)
            for y, row in enumerate([HEADER, *ROWS]):
                sheet.write_row(y, 0, row)
    return buffer.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def parquet() -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table({header: [row[i] for row in ROWS] for i, header in enumerate(HEADER)}), buffer)
    return buffer.getvalue()


RECORDS = "".join(json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=False) + "\n" for row in ROWS).encode()
FILES = {
    "utf-8.csv": TEXT.encode(),
    "gb18030.csv": TEXT.encode("gb18030"),
    "utf-16.txt": TEXT.encode("utf-16"),
    "a.csv.gz": gzip.compress(TEXT.encode(), mtime=0),
    "a.zip": zipped({"a.csv": TEXT.encode()}),
    "a.jsonl": RECORDS,
    "a.parquet": parquet(),
    "a.xlsx": workbook(),
}
with zipfile.ZipFile(io.BytesIO(FILES["a.xlsx"])) as source:
    PARTS = {name: source.read(name) for name in source.namelist()}

damages = st.lists(
    st.tuples(st.sampled_from(["cut", "change", "insert", "repeat"]), st.floats(0, 1), st.integers(0, 255)),
    min_size=1,
    max_size=4,
)


def damaged(content: bytes, damage: list[tuple[str, float, int]]) -> bytes:
    for what, place, value in damage:
        at = int(place * len(content))
        before, after = content[:at], content[at:]
        if what == "cut":
            content = before + after[value:]
        elif what == "change":
            content = before + bytes([value]) + after[1:]
        elif what == "insert":
            content = before + INSERTED[value % len(INSERTED)] + after
        else:
            content = before + after[:value] + after
    return content


def check(name: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(content)
        tables = read_tables(path, CONTRACT)
        try:
            for table in tables:
                try:
                    match_header(table.header, CONTRACT)
                    check_batches(table)
                    break
                except UnicodeDecodeError:
                    continue
        except FileRejectedError as error:
            assert str(error)
        finally:
            tables.close()


def check_batches(table: Table) -> None:
    last = 0
    for batch in table.batches:
        size, numbers = len(batch.row_numbers), batch.row_numbers.to_pylist()
        assert len(batch.columns) == len(table.header)
        assert all(len(column) == size and not column.null_count for column in batch.columns)
        assert last < numbers[0]
        assert numbers == sorted(set(numbers))
        assert all(index < size and len(set(reasons)) == len(reasons) > 0 for index, reasons in batch.problems.items())
        last = numbers[-1]


@pytest.mark.parametrize("name", FILES)
@drawn(60)
@given(damage=damages)
def test_a_damaged_file(name, damage):
    check(name, damaged(FILES[name], damage))


@pytest.mark.parametrize("part", PARTS)
@drawn(20)
@given(damage=damages)
def test_a_workbook_with_a_damaged_part(part, damage):
    check("a.xlsx", zipped(PARTS | {part: damaged(PARTS[part], damage)}))
