"""Files that are being written, copied, replaced, linked."""

from __future__ import annotations

import os
import shutil
import threading
import time

from landing_fixtures import call_center_row, call_center_text, csv_text, lake_rows, put

from orchestration.landing import files_left_out, land_feed, zone


def numbers(settings) -> list[str]:
    return [row["complaint_number"] for row in lake_rows(settings, "call_center")]


def test_a_file_that_is_still_being_written_waits_for_the_next_pass(settings, monkeypatch):
    monkeypatch.setattr(zone, "SETTLE_SECONDS", 0.5)
    put(settings, "call_center", "whole.csv", call_center_text("CC1"))
    growing = put(settings, "call_center", "growing.csv", call_center_text("CC2"))

    def write_on() -> None:
        time.sleep(0.2)
        with growing.open("ab") as file:
            file.write(csv_text(call_center_row("CC3")).encode("gb18030"))

    writer = threading.Thread(target=write_on)
    writer.start()
    result = land_feed(settings, "call_center")
    writer.join()
    assert numbers(settings) == ["CC1"]
    assert [f"{growing}: is still being written; the next pass takes it up"] == result.warnings
    land_feed(settings, "call_center")
    assert sorted(numbers(settings)) == ["CC1", "CC2", "CC3"]


def test_files_that_rest_are_not_waited_for(settings, monkeypatch):
    monkeypatch.setattr(zone, "SETTLE_SECONDS", 60)
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
