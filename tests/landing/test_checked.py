"""What lands or leaves after a feed's check waits for the next check."""

from __future__ import annotations

import pytest
from landing_fixtures import call_center_text, put

from orchestration.landing import (
    LakeError,
    checked_entries,
    files_left_out,
    land_feed,
    ledger_state,
    mark_checked,
    require_checked_loads,
    start_from_published,
)
from orchestration.landing.lake import load_path

FEED = "call_center"


def land(settings) -> None:
    land_feed(settings, FEED)


def check(settings) -> None:
    land(settings)
    mark_checked(settings, ledger_state(settings, FEED))


def checked(settings) -> dict[str, str]:
    return {entry.file_name: entry.status for entry in checked_entries(settings, FEED)}


def test_what_lands_after_the_check_waits_for_the_next_one(settings):
    put(settings, FEED, "a.csv", call_center_text("CC1"))
    land(settings)
    state = ledger_state(settings, FEED)
    put(settings, FEED, "b.csv", call_center_text("CC2"))
    put(settings, FEED, "broken.csv", "什么也不是\n1\n")
    land(settings)
    mark_checked(settings, state)
    assert checked(settings) == {"a.csv": "loaded"}
    assert files_left_out(settings, as_checked=True) == []
    check(settings)
    assert checked(settings) == {"a.csv": "loaded", "b.csv": "loaded", "broken.csv": "rejected"}
    assert [entry.file_name for entry in files_left_out(settings, as_checked=True)] == ["broken.csv"]


@pytest.mark.parametrize("leaves", ["withdrawn", "replaced"])
def test_what_leaves_after_the_check_is_there_until_the_next_one(settings, leaves):
    path = put(settings, FEED, "a.csv", call_center_text("CC1"))
    check(settings)
    (load_id,) = ledger_state(settings, FEED).load_ids
    if leaves == "withdrawn":
        (path.parent / "withdrawn").mkdir()
        path.rename(path.parent / "withdrawn" / path.name)
    else:
        put(settings, FEED, "a.csv", call_center_text("CC2"))
    land(settings)
    assert load_id not in ledger_state(settings, FEED).load_ids
    assert load_path(settings.lake / FEED, load_id).exists()
    require_checked_loads(settings, [FEED])
    check(settings)
    assert not load_path(settings.lake / FEED, load_id).exists()


def test_a_checked_load_that_somebody_removed_is_named(settings):
    put(settings, FEED, "a.csv", call_center_text("CC1"))
    check(settings)
    path = load_path(settings.lake / FEED, "call_center-000000001")
    path.unlink()
    with pytest.raises(LakeError, match=r"call_center-000000001\.parquet was checked but is not in the lake"):
        require_checked_loads(settings, [FEED])


def test_an_older_lake_starts_with_what_was_published(settings):
    for number in (1, 2, 3):
        put(settings, FEED, f"{number}.csv", call_center_text(f"CC{number}"))
        land(settings)
    start_from_published(settings, FEED, 2)
    assert checked(settings) == {"1.csv": "loaded", "2.csv": "loaded"}
    start_from_published(settings, FEED, 3)
    assert checked(settings) == {"1.csv": "loaded", "2.csv": "loaded"}


@pytest.mark.parametrize(
    "content", [b"\x00\xff{" * 30, b"[]\n", b'{"feed": "call_cen'], ids=["garbage", "other", "torn"]
)
def test_a_damaged_copy_is_given_up_with_a_word_and_made_anew(settings, content, caplog):
    put(settings, FEED, "a.csv", call_center_text("CC1"))
    check(settings)
    copy = settings.checked / f"{FEED}.jsonl"
    whole = copy.read_bytes()
    copy.write_bytes(content)
    check(settings)
    assert copy.read_bytes() == whole
    assert f"{copy} is damaged and is made anew" in caplog.text


@pytest.mark.parametrize("content", [b"", b"\x00\xff{" * 30], ids=["empty", "garbage"])
def test_a_build_without_a_landing_takes_what_was_published_for_a_damaged_copy(settings, content):
    put(settings, FEED, "a.csv", call_center_text("CC1"))
    check(settings)
    put(settings, FEED, "b.csv", call_center_text("CC2"))
    land(settings)
    (settings.checked / f"{FEED}.jsonl").write_bytes(content)
    start_from_published(settings, FEED, last_published=1)
    assert checked(settings) == {"a.csv": "loaded"}
