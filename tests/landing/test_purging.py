"""Rows that are purged leave the lake, and do not come back with the file that holds them."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from orchestration import purging
from orchestration.landing import LakeError, land_feed, purged, rekey
from orchestration.landing.ledger import ledger_path, read_entries
from orchestration.landing.purging import (
    empty_purged,
    files_with,
    forget_file,
    purge_rows,
    rows_of_complaints,
    rows_of_person,
)
from tests.drawing import some_of
from tests.interruption import Killed, files_of_at_most, killed_at
from tests.landing.landing_fixtures import CALL_CENTER_HEADER, call_center_row, csv_text, lake_rows, put, put_workbook

PERSON = "C-778899"
HQ_HEADER = ["编号", "登记日期", "投诉类型", "客户号", "呼叫中心工单号"]


@pytest.fixture
def landed(settings):
    rows = [
        call_center_row("CC1", 客户号=PERSON, 投诉内容="紫色的大象"),
        call_center_row("CC2", 客户号="C-1"),
        call_center_row("CC3", 联系电话=PERSON),
    ]
    put(settings, "call_center", "a.csv", csv_text(CALL_CENTER_HEADER, *rows))
    # an earlier version of a complaint of the person, which does not name it
    put(settings, "call_center", "b.csv", csv_text(CALL_CENTER_HEADER, call_center_row("cc 1"), call_center_row("CC4")))
    put_workbook(
        settings,
        "hq",
        "h.xlsx",
        [HQ_HEADER, ["HQ1", "2011-03-06", "理赔", "", "CC1"], ["HQ2", "2011-03-06", "理赔", "", ""]],
    )
    for feed in ("call_center", "hq"):
        land_feed(settings, feed)
    return settings


def numbers(settings, feed="call_center"):
    return [row["complaint_number"] for row in lake_rows(settings, feed)]


def withdraw(settings, name):
    folder = settings.landing / "call_center"
    (folder / "withdrawn").mkdir()
    (folder / name).rename(folder / "withdrawn" / name)
    land_feed(settings, "call_center")


def test_a_person_is_found_by_every_number_with_all_records_of_the_complaints(landed):
    found = rows_of_person(landed, " c 778899")
    assert sorted((row.feed, row.file_name, row.row_number) for row in found) == [
        ("call_center", "a.csv", 2),
        ("call_center", "a.csv", 4),
        ("call_center", "b.csv", 2),
        ("hq", "h.xlsx", 2),
    ]
    assert {path.name: rows for path, rows in files_with(landed, found).items()} == {
        "a.csv": [2, 4],
        "b.csv": [2],
        "h.xlsx": [2],
    }
    assert rows_of_person(landed, "somebody else") == []


def test_a_complaint_is_found_by_its_number_however_it_is_written(landed):
    assert [row.row_number for row in rows_of_complaints(landed, "call_center", ["ｃｃ４"])] == [3]


def test_purged_rows_keep_their_place_and_nothing_else(landed):
    purge_rows(landed, rows_of_person(landed, PERSON))
    assert numbers(landed) == [None, "CC2", None, None, "CC4"]
    assert numbers(landed, "hq") == [None, "HQ2"]
    emptied = lake_rows(landed, "call_center")[0]
    assert {name: value for name, value in emptied.items() if value is not None} == {
        "_load_id": "call_center-000000001",
        "_load_sequence": 1,
        "_row_number": 2,
        "_file_name": "a.csv",
        "_content_hash": emptied["_content_hash"],
        "_row_problems": "purged",
    }
    assert rows_of_person(landed, PERSON) == []


def test_they_do_not_come_back_with_their_file_nor_with_another_that_repeats_them(landed):
    purge_rows(landed, rows_of_person(landed, PERSON))
    shutil.rmtree(landed.lake)
    put(landed, "call_center", "c.csv", csv_text(CALL_CENTER_HEADER, call_center_row("CC1"), call_center_row("CC5")))
    land_feed(landed, "call_center")
    assert sorted(number or "" for number in numbers(landed)) == ["", "", "", "", "CC2", "CC4", "CC5"]


def test_they_do_not_come_back_under_another_key(landed):
    purge_rows(landed, rows_of_person(landed, PERSON))
    other = replace(landed, token_key="another key of the tests")
    assert rekey(other, landed.token_key)
    assert numbers(other) == [None, "CC2", None, None, "CC4"]


def test_the_list_names_nobody_and_is_private(landed):
    purge_rows(landed, rows_of_person(landed, PERSON))
    path = purged.purged_path(landed)
    assert path.stat().st_mode & 0o077 == 0
    content = path.read_text()
    assert [secret for secret in (PERSON, "778899", "CC1", "HQ1") if secret in content] == []


@pytest.mark.parametrize("step", some_of(range(1, 12), 1, 4, 7, 10))
def test_killed_anywhere_it_is_ended_later_as_if_nothing_had_happened(landed, step):
    rows = rows_of_person(landed, PERSON)
    try:
        with killed_at(step):
            purge_rows(landed, rows)
    except Killed:
        pass
    if not purged.read_purged(landed).is_under_way:
        assert numbers(landed) == ["CC1", "CC2", "CC3", "cc 1", "CC4"]
        purge_rows(landed, rows)
    empty_purged(landed)
    assert numbers(landed) == [None, "CC2", None, None, "CC4"]
    assert numbers(landed, "hq") == [None, "HQ2"]


def test_a_withdrawn_file_is_forgotten_by_name(landed):
    with pytest.raises(LakeError, match=r"a\.csv still counts; move it to .*withdrawn"):
        forget_file(landed, "call_center", "a.csv")
    withdraw(landed, "a.csv")
    forget_file(landed, "call_center", "a.csv")
    ledger = ledger_path(landed.ledger, "call_center")
    assert b"a.csv" not in ledger.read_bytes()
    assert sorted(entry.status for entry in read_entries(ledger)) == ["loaded", "rejected"]
    assert land_feed(landed, "call_center").added == []
    with pytest.raises(LakeError, match=r"knows no file a\.csv"):
        forget_file(landed, "call_center", "a.csv")


@pytest.fixture
def command(landed, monkeypatch):
    """The environment of the deployment; the run that publishes anew is not made."""
    monkeypatch.setenv("COMPLAINTS_HOME", str(landed.home))
    monkeypatch.setenv("COMPLAINTS_TOKEN_KEY", landed.token_key)
    monkeypatch.setattr(purging, "start", lambda *_: 0)
    return landed


NUMBER = ["purge", "--number", "CC1", "--feed", "call_center", "--yes"]


def test_a_disk_that_is_full_before_a_purge_begins_is_named(command, capsys):
    with files_of_at_most(10):
        assert purging.main(NUMBER) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"for want of room. Make room for {command.home}, and run again." in said
    assert not purged.purged_path(command).exists()
    assert "CC1" in numbers(command)


def test_a_disk_that_is_full_amid_a_purge_is_named_and_it_is_ended_later(command, capsys):
    with files_of_at_most(1_000):
        assert purging.main(NUMBER) == 1
    said = capsys.readouterr().err
    assert "for want of room" in said
    assert "`complaints purge --resume` does the rest" in said
    assert "CC1" in numbers(command)
    assert purging.main(["purge", "--resume"]) == 0
    assert numbers(command) == [None, "CC2", "CC3", None, "CC4"]
    assert not purged.read_purged(command).is_under_way


def test_a_name_that_found_no_room_to_be_forgotten_is_forgotten_later(command, capsys):
    withdraw(command, "a.csv")
    with files_of_at_most(1_000):
        assert purging.main(["purge", "--file", "a.csv", "--feed", "call_center", "--yes"]) == 1
    assert "`complaints purge --resume` does the rest" in capsys.readouterr().err
    ledger = ledger_path(command.ledger, "call_center")
    assert b"a.csv" in ledger.read_bytes()
    assert purging.main(["purge", "--resume"]) == 0
    assert b"a.csv" not in ledger.read_bytes()
    assert purged.read_purged(command).files == {}


def test_lakes_that_a_killed_rekeying_left_are_purged_with_the_rest(command):
    left = [command.home / name for name in (".lake-unfinished", ".lake-ready", ".lake-replaced")]
    for lake in left:
        shutil.copytree(command.lake, lake)
    assert purging.main(NUMBER) == 0
    assert [lake for lake in left if lake.exists()] == []
    assert "CC1" not in numbers(command)


def test_a_damaged_list_lets_nothing_land(landed):
    purged.purged_path(landed).write_text("{")
    put(landed, "call_center", "z.csv", csv_text(CALL_CENTER_HEADER, call_center_row("CC9")))
    with pytest.raises(LakeError, match=r"purged\.json cannot be read; restore it"):
        land_feed(landed, "call_center")
