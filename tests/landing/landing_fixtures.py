"""Small feed files, clean and dirty, and the lake read back."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from orchestration.landing import ledger_path, read_entries
from orchestration.settings import Settings

CALL_CENTER_HEADER = [
    "工单号",
    "受理时间",
    "机构",
    "投诉类别",
    "投诉原因",
    "不满事项",
    "业管可控",
    "投诉渠道",
    "处理状态",
    "结案时间",
    "客户号",
    "客户姓名",
    "证件号码",
    "联系电话",
    "保单号",
    "投诉内容",
]


def call_center_row(number: str, **values: str) -> list[str]:
    """A clean row; values by header take the place of its own."""
    row = dict.fromkeys(CALL_CENTER_HEADER, "")
    row |= {"工单号": number, "受理时间": "2011-03-05 09:07", "机构": "北京", "投诉类别": "理赔"}
    return list((row | values).values())


def csv_text(*rows: list[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()


def call_center_text(*numbers: str) -> str:
    """A clean file with a row for each number."""
    return csv_text(CALL_CENTER_HEADER, *(call_center_row(number) for number in numbers))


def put(settings: Settings, feed: str, name: str, content: str | bytes, encoding: str = "gb18030") -> Path:
    """Drop a file into a feed's landing folder."""
    path = settings.landing / feed / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def put_workbook(settings: Settings, feed: str, name: str, rows: list[list]) -> Path:
    """Drop a workbook with these rows, and an empty sheet behind them as Excel adds it."""
    path = settings.landing / feed / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as workbook:
        sheet = workbook.add_worksheet()
        for index, row in enumerate(rows):
            sheet.write_row(index, 0, row)
        workbook.add_worksheet()
    return path


def lake_table(settings: Settings, feed: str) -> pa.Table:
    """Every row of a feed in the lake, in order of landing."""
    return pa.concat_tables(pq.read_table(path) for path in sorted((settings.lake / feed).glob("*.parquet")))


def lake_rows(settings: Settings, feed: str) -> list[dict]:
    return lake_table(settings, feed).to_pylist()


def end_state(settings: Settings, feed: str = "call_center") -> tuple:
    """What a pass leaves for its readers, but for the time at which it ran."""
    entries = read_entries(ledger_path(settings.ledger, feed))
    files = sorted(path.name for path in (settings.lake / feed).iterdir())
    return lake_rows(settings, feed), [replace(entry, received_at="") for entry in entries], files
