"""Files that a release has to name as missing."""

from __future__ import annotations

from landing_fixtures import call_center_text, put

from orchestration.landing import files_left_out, land_feed


def left_out(settings) -> list[str]:
    land_feed(settings, "call_center")
    return [entry.file_name for entry in files_left_out(settings)]


def test_a_rejected_file_is_left_out_until_it_is_corrected(settings):
    put(settings, "call_center", "a.csv", "什么也不是\n1\n")
    assert left_out(settings) == ["a.csv"]
    put(settings, "call_center", "a.csv", call_center_text("CC1"))
    assert left_out(settings) == []


def test_a_rejected_file_that_was_taken_away_is_not_missed(settings):
    path = put(settings, "call_center", "a.csv", "什么也不是\n1\n")
    assert left_out(settings) == ["a.csv"]
    path.unlink()
    assert left_out(settings) == []


def test_a_file_that_is_good_again_is_not_left_out(settings):
    for content in (call_center_text("CC1"), "什么也不是\n1\n", call_center_text("CC1")):
        put(settings, "call_center", "a.csv", content)
        land_feed(settings, "call_center")
    assert left_out(settings) == []
    assert left_out(settings) == []
