"""From quarantine to a person and back: what comes back as it went stays out, what was put right gets in."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.landing import row_validation
from orchestration.landing.tools import quarantine
from orchestration.landing.tools.check import check_file
from orchestration.settings import BUNDLED_CONFIG, Settings
from tests.landing.landing_fixtures import CALL_CENTER_HEADER, call_center_row, csv_text, put, put_workbook

FORMATS = "formats: [csv, jsonl, xlsx]"

GARBLED = [
    [*call_center_row("A2", 投诉内容="先说一件"), "再说一件"],  # a delimiter in the text
    [*call_center_row("A3", 投诉原因="态度", 客户号="C1", 投诉内容=""), ""],  # the same, and the last column empty
    call_center_row("A4")[:-1],  # a cell lost, nobody knows which
    call_center_row("A5")[1:],
    call_center_row("", 受理时间=""),
    call_center_row("A7", 受理时间="去年"),
    call_center_row("A8", 投诉内容="x\x07y"),
    [""] * len(CALL_CENTER_HEADER),
    ["合计", *[""] * (len(CALL_CENTER_HEADER) - 1)],
    call_center_row("A9", 投诉内容="长" * 33_000),
]
TEXT = csv_text(CALL_CENTER_HEADER, call_center_row("A1"), *GARBLED)
BROKEN_QUOTE = ",".join(["A10", "2011-03-05", "北京", "理赔", *[""] * 11, '"他说"好"']) + "\r\n"
BAD_BYTES = csv_text(call_center_row("A11", 投诉内容="坏")).encode("gb18030").replace("坏".encode("gb18030"), b"\xff")
LAST = csv_text(call_center_row("A12"))


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A deployment that takes several formats."""
    monkeypatch.setattr(row_validation, "ROWS_SHOWN", 100)
    (tmp_path / "config" / "contracts").mkdir(parents=True)
    (tmp_path / "config" / "reference").mkdir()
    text = (BUNDLED_CONFIG / "contracts" / "call_center.yml").read_text(encoding="utf-8")
    (tmp_path / "config" / "contracts" / "call_center.yml").write_text(
        text.replace("formats: [csv, parquet]", FORMATS), encoding="utf-8"
    )
    return Settings(home=tmp_path / "home", config=tmp_path / "config", token_key="a key for tests")


def _reasons(settings: Settings, path: Path) -> dict[int, str]:
    return dict(check_file(settings, path, "call_center").judgement.first)


def _exported(settings: Settings, path: Path, monkeypatch: pytest.MonkeyPatch, name: str = "to_correct.csv") -> Path:
    """What `quarantine --rows-of` writes of a file whose rows are quarantined as `check` foretells."""
    reasons = _reasons(settings, path)
    rows = [
        quarantine.QuarantinedRow("call_center", path.name, _hash(path), number, why) for number, why in reasons.items()
    ]
    monkeypatch.setattr(quarantine, "quarantined_rows", lambda *_: rows)
    target = settings.home.parent / name
    quarantine.export_for_correction(settings, path.name, None, target)
    return target


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _cells(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def _as_excel_saves(path: Path, encoding: str) -> None:
    """Without an empty cell at the end of a row, and in the encoding of the computer."""
    header, *rows = _cells(path)
    short = [row[:-1] if header[-1].startswith("_surplus") and not row[-1] else row for row in rows]
    path.write_bytes(csv_text(header, *short).encode(encoding, "replace"))


def _landed_file(settings: Settings, kind: str) -> Path:
    if kind == "text":
        return put(settings, "call_center", "march.csv", TEXT)
    if kind == "damaged text":
        content = TEXT.encode("gb18030") + BROKEN_QUOTE.encode("gb18030") + BAD_BYTES + LAST.encode("gb18030")
        return put(settings, "call_center", "march.csv", content)
    if kind == "records":
        good = json.dumps({"工单号": "A1", "受理时间": "2011-03-05", "投诉类别": "理赔"}, ensure_ascii=False)
        return put(settings, "call_center", "march.jsonl", good + "\n" + good[:-5] + "\n[]\n", "utf-8")
    rows = [CALL_CENTER_HEADER, call_center_row("A1"), call_center_row("A2", 受理时间="昨天")]
    return put_workbook(settings, "call_center", "march.xlsx", rows)


@pytest.mark.parametrize(
    ("kind", "encoding"),
    [
        ("text", None),
        pytest.param("damaged text", None, marks=pytest.mark.slow),
        pytest.param("damaged text", "utf-8-sig", marks=pytest.mark.slow),
        ("damaged text", "gbk"),
        ("records", None),
        ("workbook", None),
    ],
)
def test_what_nobody_corrected_stays_in_quarantine_for_the_same_reasons(
    settings: Settings, kind: str, encoding: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _landed_file(settings, kind)
    before = _reasons(settings, path)
    assert before
    exported = _exported(settings, path, monkeypatch)
    rows = [int(row[0]) for row in _cells(exported)[1:]]
    if encoding:
        _as_excel_saves(exported, encoding)
    found = check_file(settings, exported, "call_center")
    after = {rows[number - 2]: reasons for number, reasons in found.judgement.first}
    assert after == before
    assert found.judgement.rows == len(before)


def test_an_export_comes_back_a_second_time(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    first = _exported(settings, _landed_file(settings, "damaged text"), monkeypatch)
    landed = put(settings, "call_center", "to_correct.csv", first.read_bytes())
    second = _exported(settings, landed, monkeypatch, "again.csv")
    assert [row[1:] for row in _cells(second)] == [row[1:] for row in _cells(first)]


def _correct(path: Path, row: int, change: Callable[[dict[str, str]], None]) -> None:
    header, *rows = _cells(path)
    named = [dict(zip(header, cells, strict=True)) for cells in rows]
    change(next(cells for cells in named if cells["_file_row"] == str(row)))
    path.write_text(csv_text(header, *(list(cells.values()) for cells in named)), encoding="utf-8-sig", newline="")


def test_a_row_whose_columns_were_put_right_is_taken(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    exported = _exported(settings, _landed_file(settings, "damaged text"), monkeypatch)
    before = _reasons(settings, exported)
    assert len(before) == len(_cells(exported)) - 1

    def right(row: int, **cells: str) -> None:
        _correct(exported, row, lambda own: own.update(cells))

    right(3, 投诉内容="先说一件，再说一件", _surplus_1="")
    right(5, 投诉内容="")
    right(7, 工单号="A6", 受理时间="2011-03-06")
    right(13, 投诉内容="他说好", _reasons="")
    found = check_file(settings, exported, "call_center")
    assert before.keys() - {number for number, _ in found.judgement.first} == {2, 4, 6, 12}
    assert any("are not right yet" in note for note in found.notes)


def test_half_a_correction_is_none(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    exported = _exported(settings, _landed_file(settings, "damaged text"), monkeypatch)
    before = _reasons(settings, exported)
    _correct(exported, 5, lambda own: own.update(投诉原因="态度"))  # a cell says (missing) still
    _correct(exported, 13, lambda own: own.update(投诉内容="他说好"))  # the reasons are still there
    assert _reasons(settings, exported) == before


def test_columns_of_an_export_are_no_columns_of_the_feed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    exported = _exported(settings, _landed_file(settings, "text"), monkeypatch)
    assert check_file(settings, exported, "call_center").match.unknown == ()
