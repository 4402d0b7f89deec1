"""Files that are being written, copied, replaced, linked."""

from __future__ import annotations

import os
import shutil
import time
import zipfile

from landing_fixtures import CALL_CENTER_HEADER, call_center_row, call_center_text, csv_text, lake_rows, put

from orchestration.landing import files_left_out, land_feed, landing_zone, stray_items


def numbers(settings) -> list[str]:
    return [row["complaint_number"] for row in lake_rows(settings, "call_center")]


def test_a_file_that_is_still_being_written_waits_for_the_next_pass(settings, monkeypatch):
    monkeypatch.setattr(landing_zone, "SETTLE_SECONDS", 60)
    put(settings, "call_center", "whole.csv", call_center_text("CC1"))
    growing = put(settings, "call_center", "growing.csv", call_center_text("CC2"))

    def write_on(seconds: float) -> None:
        assert 0 < seconds <= 60
        with growing.open("ab") as file:
            file.write(csv_text(call_center_row("CC3")).encode("gb18030"))

    with monkeypatch.context() as patched:
        patched.setattr(landing_zone.time, "sleep", write_on)
        result = land_feed(settings, "call_center")
    assert numbers(settings) == ["CC1"]
    assert [f"{growing}: is still being written; the next pass takes it up"] == result.warnings
    monkeypatch.setattr(landing_zone, "SETTLE_SECONDS", 0)
    land_feed(settings, "call_center")
    assert sorted(numbers(settings)) == ["CC1", "CC2", "CC3"]


def test_files_that_rest_are_not_waited_for(settings, monkeypatch):
    monkeypatch.setattr(landing_zone, "SETTLE_SECONDS", 60)
    os.utime(put(settings, "call_center", "a.csv", call_center_text("CC1")), (1_000, 1_000))
    started = time.monotonic()
    land_feed(settings, "call_center")
    assert time.monotonic() - started < 30
    assert numbers(settings) == ["CC1"]


def test_a_file_with_new_content_replaces_its_rows(settings):
    put(settings, "call_center", "other.csv", call_center_text("CC0"))
    put(settings, "call_center", "a.csv", call_center_text("CC1", "CC2"))
    land_feed(settings, "call_center")
    put(settings, "call_center", "a.csv", call_center_text("CC2", "CC3"))
    result = land_feed(settings, "call_center")
    assert sorted(numbers(settings)) == ["CC0", "CC2", "CC3"]
    retired = result.added[-1]
    assert (retired.status, retired.load_id, retired.rows_read) == ("rejected", None, 0)
    assert "replaced by a file of the same name" in retired.error
    assert files_left_out(settings) == []
    assert land_feed(settings, "call_center").added == []


def test_new_content_that_cannot_land_replaces_nothing(settings):
    put(settings, "call_center", "a.csv", call_center_text("CC1"))
    land_feed(settings, "call_center")
    put(settings, "call_center", "a.csv", csv_text(["机构"], ["北京"]))
    assert [entry.status for entry in land_feed(settings, "call_center").added] == ["rejected"]
    assert numbers(settings) == ["CC1"]


def test_content_that_comes_back_under_its_name_lands_again(settings):
    for content in ("CC1", "CC2", "CC1"):
        put(settings, "call_center", "a.csv", call_center_text(content))
        land_feed(settings, "call_center")
        assert numbers(settings) == [content]


def test_a_copy_stands_for_itself_once_its_original_is_replaced_or_withdrawn(settings):
    original = put(settings, "call_center", "a.csv", call_center_text("CC1"))
    shutil.copy2(original, original.with_name("b.csv"))
    land_feed(settings, "call_center")
    put(settings, "call_center", "a.csv", call_center_text("CC2"))
    land_feed(settings, "call_center")
    assert sorted(numbers(settings)) == ["CC1", "CC2"]
    shutil.copy2(original, original.with_name("c.csv"))
    land_feed(settings, "call_center")
    (original.parent / "withdrawn").mkdir()
    original.rename(original.parent / "withdrawn" / "a.csv")
    land_feed(settings, "call_center")
    assert sorted(numbers(settings)) == ["CC1", "CC2"]


def test_files_that_change_names_keep_their_rows(settings):
    first = put(settings, "call_center", "a.csv", call_center_text("CC1"))
    second = put(settings, "call_center", "b.csv", call_center_text("CC2"))
    land_feed(settings, "call_center")
    for _ in range(3):
        first.rename(first.with_name("aside"))
        second.rename(first)
        first.with_name("aside").rename(second)
        land_feed(settings, "call_center")
        assert sorted(numbers(settings)) == ["CC1", "CC2"]
        assert land_feed(settings, "call_center").added == []


def test_a_file_that_becomes_a_copy_of_another_gives_up_its_rows_each_time(settings):
    put(settings, "call_center", "b.csv", call_center_text("CC2"))
    for content in ("CC1", "CC2", "CC1", "CC2"):
        put(settings, "call_center", "a.csv", call_center_text(content))
        land_feed(settings, "call_center")
        assert sorted(numbers(settings)) == sorted({"CC2", content})


def test_links_may_lead_about_the_landing_zone_but_not_out_of_it(settings, tmp_path):
    inside = put(settings, "call_center", "a.csv", call_center_text("CC1"))
    inside.rename(inside.parent.parent / "a.csv")
    inside.symlink_to(inside.parent.parent / "a.csv")
    outside = tmp_path / "secret.csv"
    outside.write_bytes(call_center_text("CC2").encode())
    (inside.parent / "b.csv").symlink_to(outside)
    (left_out,) = land_feed(settings, "call_center").left_out
    assert "leads out of the landing zone" in left_out.error
    assert numbers(settings) == ["CC1"]


def test_a_copy_of_a_corrected_file_stays_older_than_the_correction(settings):
    original = put(settings, "call_center", "a.csv", call_center_text("CC1"))
    shutil.copy2(original, original.with_name("b.csv"))
    land_feed(settings, "call_center")
    corrected = csv_text(CALL_CENTER_HEADER, call_center_row("CC1", 投诉类别="保全"))
    put(settings, "call_center", "a.csv", corrected)
    land_feed(settings, "call_center")
    rows = lake_rows(settings, "call_center")
    assert [(row["_load_sequence"], row["category"]) for row in rows] == [(1, "理赔"), (2, "保全")]


def test_a_renamed_file_is_known_by_its_new_name(settings):
    path = put(settings, "call_center", "a.csv", call_center_text("CC1"))
    land_feed(settings, "call_center")
    path = path.rename(path.with_name("b.csv"))
    taken_over, retired = land_feed(settings, "call_center").added[-2:]
    assert (taken_over.file_name, taken_over.status, taken_over.load_sequence) == ("b.csv", "loaded", 1)
    assert (retired.file_name, retired.status) == ("a.csv", "rejected")
    (path.parent / "withdrawn").mkdir()
    path.rename(path.parent / "withdrawn" / "b.csv")
    land_feed(settings, "call_center")
    assert list((settings.lake / "call_center").glob("call_center-*.parquet")) == []


def test_a_number_in_a_file_name_is_masked_and_two_such_names_stay_two(settings, caplog):
    for number in ("13812345678", "13812345679"):
        put(settings, "call_center", f"投诉{number} 20111231235959.csv", call_center_text(f"CC{number[-1]}"))
    put(settings, "call_center", "110105198703142515.csv", "x")
    result = land_feed(settings, "call_center")
    assert sorted(numbers(settings)) == ["CC8", "CC9"]
    seen = caplog.text + str(result) + str(files_left_out(settings)) + str(lake_rows(settings, "call_center"))
    assert "1381234567" not in seen
    assert "110105198703142515" not in seen
    assert "[phone] 20111231235959.csv" in seen
    assert len(files_left_out(settings)) == 1
    assert land_feed(settings, "call_center").added == []


def test_a_person_or_a_plate_in_a_file_name_is_masked_in_the_ledger(settings):
    put(settings, "call_center", "张伟先生 京A12345 a@qq.com 微信号abc_123 20111231.csv", "x")
    land_feed(settings, "call_center")
    (entry,) = files_left_out(settings)
    assert entry.file_name.endswith(" 张某先生 [plate] [e-mail] 微信号[WeChat] 20111231.csv")
    assert not any(secret in str(entry) for secret in ("张伟", "A12345", "a@qq", "abc_123"))


def test_what_a_terminal_would_obey_in_a_name_is_spelt_out(settings, caplog):
    for name in ("a\x1b[31m\u202e\n2011.csv", "1381234\n5678.csv", "b.\x1b[31m"):
        put(settings, "call_center", name, "x" * (1 + len(name)))
    with zipfile.ZipFile(settings.landing / "call_center" / "c.zip", "w") as archive:
        for name in ("\x1b[31m.csv", "2.csv"):
            archive.writestr(name, "x")
    result = land_feed(settings, "call_center")
    said = [*result.warnings, *(str(entry.file_name) + entry.error for entry in result.left_out), *caplog.messages]
    assert len(result.left_out) == 4
    assert [line for line in said if "\x1b" in line or "\n" in line or "\u202e" in line] == []
    assert any(r"a\x1b[31m\u202e\n2011.csv: required column" in line for line in said)
    assert not any("1381234" in line for line in said)
    assert land_feed(settings, "call_center").added == []


def test_the_suffix_of_a_name_tells_nothing_of_a_person_either(settings):
    for suffix in ("张伟先生", "13812345678"):
        put(settings, "call_center", f"投诉.{suffix}", suffix)
    result = land_feed(settings, "call_center")
    assert len(result.left_out) == 2
    assert not any(secret in str(result) for secret in ("张伟", "13812345678"))


def test_headers_that_make_a_number_together_are_masked_in_the_error(settings):
    put(settings, "call_center", "a.csv", "工单号,138,1234,5678\n1,2,3,4\n")
    land_feed(settings, "call_center")
    (entry,) = files_left_out(settings)
    assert "138, 1234, 5678" not in entry.error
    assert "[phone]" in entry.error


def test_rejected_links_pipes_and_names_are_left_out_of_the_release(settings, tmp_path):
    folder = put(settings, "call_center", "a.csv", call_center_text("CC1")).parent
    (tmp_path / "outside.csv").write_bytes(call_center_text("CC2").encode())
    (folder / "link.csv").symlink_to(tmp_path / "outside.csv")
    (folder / "broken.csv").symlink_to("nowhere")
    os.mkfifo(folder / "pipe.csv")
    (folder / os.fsdecode("投诉.csv".encode("gb18030"))).write_text("x")
    land_feed(settings, "call_center")
    assert len(files_left_out(settings)) == 4


def test_what_nobody_reads_or_withdraws_is_said(settings):
    path = put(settings, "call_center", "a.csv", call_center_text("CC1"))
    put(settings, "call_center", "2011/b.csv", call_center_text("CC2"))
    land_feed(settings, "call_center")
    put(settings, "call_center", "withdrawn/a.csv", call_center_text("CC9"))
    path.unlink()
    warnings = land_feed(settings, "call_center").warnings
    assert any("2011: folders are not read" in warning for warning in warnings)
    assert any("withdrawn/a.csv: its rows stay" in warning for warning in warnings)


def test_names_of_what_is_not_read_or_withdrawn_tell_nothing_of_a_person(settings):
    put(settings, "call_center", "张伟13812345678/a.csv", "x")
    put(settings, "call_center", "withdrawn/13812345678.csv", call_center_text("CC9"))
    landed = put(settings, "call_center", "13812345678.csv", call_center_text("CC1"))
    put(settings, "13812345678", "a.csv", "x")
    (settings.landing / "a@b.cn.csv").touch()
    land_feed(settings, "call_center")
    landed.unlink()
    said = [*land_feed(settings, "call_center").warnings, *stray_items(settings)]
    assert len(said) == 4
    assert not [line for line in said if "13812345678" in line or "a@b.cn" in line]
    assert sum("[phone]" in line for line in said) == 3


def test_a_withdrawn_file_whose_name_is_not_utf_8_leaves_the_lake(settings):
    path = put(settings, "call_center", os.fsdecode("投诉.csv".encode("gb18030")), call_center_text("CC1"))
    land_feed(settings, "call_center")
    (path.parent / "withdrawn").mkdir()
    path.rename(path.parent / "withdrawn" / path.name)
    (entry,) = land_feed(settings, "call_center").added
    assert "withdrawn" in entry.error
