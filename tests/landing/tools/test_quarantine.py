"""Rows in quarantine, listed and exported, and brought back as a file that can be corrected and dropped in again."""

from __future__ import annotations

import csv
import hashlib
import re
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from orchestration.landing import land_feed
from orchestration.landing.__main__ import main
from orchestration.settings import Settings
from tests.landing.landing_fixtures import (
    CALL_CENTER_HEADER,
    call_center_row,
    csv_text,
    end_state,
    lake_rows,
    put,
    put_workbook,
)

BAD_ROWS = {3: "missing_number, missing_received_date", 5: "wrong_field_count"}
ROWS = [
    call_center_row("A1"),
    call_center_row("", 受理时间="", 联系电话="13800138000"),
    call_center_row("A3"),
    [*call_center_row("A4"), "one too many"],
]


@pytest.fixture
def command(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("COMPLAINTS_HOME", str(settings.home))
    monkeypatch.setenv("COMPLAINTS_CONFIG", str(settings.config))
    return settings


@pytest.fixture
def landed(command: Settings) -> Path:
    """A landed file, two of whose rows the release has in quarantine."""
    path = put(command, "call_center", "march.csv", csv_text(CALL_CENTER_HEADER, *ROWS))
    _publish(command, ("call_center", path))
    return path


def _publish(settings: Settings, *files: tuple[str, Path]) -> None:
    settings.published.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(settings.published_database)) as release:
        release.execute("create schema marts")
        release.execute(
            "create table marts.quarantined_rows "
            "(content_hash varchar, row_number bigint, feed varchar, file_name varchar, reasons varchar)"
        )
        for feed, path in files:
            content_hash = hashlib.sha256(path.read_bytes()).hexdigest()
            release.executemany(
                "insert into marts.quarantined_rows values (?, ?, ?, ?, ?)",
                [(content_hash, row, feed, path.name, reasons) for row, reasons in BAD_ROWS.items()],
            )


def _read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_nothing_published(command: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quarantine"]) == 2
    assert "Nothing has been published yet" in capsys.readouterr().err
    assert not command.home.exists()


def test_rows_are_counted_by_feed_file_and_reason(landed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quarantine"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("2 rows of 1 file in quarantine")
    assert [line.split() for line in said.splitlines()[3:]] == [
        ["call_center", "march.csv", "missing_number", "1"],
        ["call_center", "march.csv", "missing_received_date", "1"],
        ["call_center", "march.csv", "wrong_field_count", "1"],
    ]
    assert main(["quarantine", "--feed", "hq"]) == 0
    assert capsys.readouterr().out == "No row is in quarantine.\n"


def test_the_list_is_exported_for_excel(landed: Path, tmp_path: Path) -> None:
    target = tmp_path / "list.csv"
    assert main(["quarantine", "--export", str(target)]) == 0
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    assert _read(target) == [
        ["feed", "file_name", "row_number", "reasons"],
        ["call_center", "march.csv", "3", "missing_number, missing_received_date"],
        ["call_center", "march.csv", "5", "wrong_field_count"],
    ]


def test_rows_come_back_to_be_corrected_and_land(landed: Path, command: Settings, tmp_path: Path, capsys) -> None:
    target = tmp_path / "to correct.csv"
    assert main(["quarantine", "--rows-of", "march.csv", "--output", str(target)]) == 0
    said = capsys.readouterr().out
    assert "2 rows written" in said and "holds personal data" in said
    assert "1 row had too many or too few cells" in said
    assert target.stat().st_mode & 0o777 == 0o600
    assert _read(target) == [
        ["_file_row", "_reasons", *CALL_CENTER_HEADER, "_surplus_1"],
        ["3", BAD_ROWS[3], *ROWS[1], ""],
        ["5", BAD_ROWS[5], *ROWS[3]],
    ]
    corrected = _read(target)
    corrected[1][2:4] = ["A2", "2011-03-06"]
    corrected[2][-1] = ""
    put(command, "call_center", "march corrected.csv", csv_text(*corrected), "utf-8-sig")
    land_feed(command, "call_center")
    numbers = {row["complaint_number"] for row in lake_rows(command, "call_center") if not row["_row_problems"]}
    assert numbers >= {"A1", "A2", "A3", "A4"}
    assert [entry.status for entry in end_state(command)[1]] == ["loaded", "loaded"]


@pytest.fixture
def takes_workbooks_only(command: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    shutil.copytree(command.config, tmp_path / "config", ignore=shutil.ignore_patterns("feeds"))
    contract = tmp_path / "config" / "contracts" / "hq.yml"
    text = contract.read_text(encoding="utf-8")
    contract.write_text(re.sub(r"formats: .*", "formats: [xlsx]", text), encoding="utf-8")
    monkeypatch.setenv("COMPLAINTS_CONFIG", str(tmp_path / "config"))
    return replace(command, config=tmp_path / "config")


def test_rows_of_a_workbook_come_back_with_a_word_on_its_format(
    takes_workbooks_only: Settings, tmp_path: Path, capsys
) -> None:
    command = takes_workbooks_only
    rows = [["登记编号", "登记日期", "投诉类型"], *([str(number), "2011-03-05", "理赔"] for number in range(2, 7))]
    _publish(command, ("hq", put_workbook(command, "hq", "登记.xlsx", rows)))
    target = tmp_path / "to correct.csv"
    assert main(["quarantine", "--rows-of", "登记.xlsx", "--output", str(target)]) == 0
    assert "takes xlsx only" in capsys.readouterr().out
    assert [row[2:] for row in _read(target)] == [rows[0], rows[2], rows[4]]


def test_rows_are_not_written_where_others_read(landed: Path, command: Settings, tmp_path: Path, capsys) -> None:
    def refused(target: Path) -> str:
        assert main(["quarantine", "--rows-of", "march.csv", "--output", str(target)]) == 2
        return capsys.readouterr().err

    assert "choose a folder of your own" in refused(command.published / "rows.csv")
    existing = tmp_path / "existing.csv"
    existing.write_text("mine")
    assert "exists already" in refused(existing)
    assert existing.read_text() == "mine"
    assert main(["quarantine", "--rows-of", "march.csv", "--output", str(landed.with_name("corrected.csv"))]) == 0


def test_rows_of_a_file_that_is_not_as_it_was(landed: Path, command: Settings, tmp_path: Path, capsys) -> None:
    def refused(name: str) -> str:
        assert main(["quarantine", "--rows-of", name, "--output", str(tmp_path / "rows.csv")]) == 2
        return capsys.readouterr().err

    assert "No row of a file april.csv is in quarantine" in refused("april.csv")
    landed.write_text("changed")
    assert "has changed since the release was built" in refused("march.csv")
    landed.unlink()
    assert "is no longer there" in refused("march.csv")


def test_rows_need_a_place_to_go(landed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["quarantine", "--rows-of", "march.csv"])
    assert "--rows-of and --output go together" in capsys.readouterr().err
