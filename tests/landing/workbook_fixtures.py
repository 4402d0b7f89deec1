"""Workbooks as programs write them, and as no program should."""

from __future__ import annotations

import zipfile
from pathlib import Path

import xlsxwriter

from orchestration.settings import Settings

HEADER = ["编号", "登记日期", "类型"]


def put_sheets(settings: Settings, sheets: dict[str, list[list]], hidden=(), **options) -> Path:
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


def put_xml(settings: Settings, cells: str, *, shared: str = "", prefix: str = "") -> Path:
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
    target = settings.landing / "hq" / "a.xlsx"
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
