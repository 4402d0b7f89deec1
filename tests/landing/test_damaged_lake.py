"""Damage to the lake's own files heals from what lies beside them, and costs no rows that were checked."""

from __future__ import annotations

import pytest
from landing_fixtures import call_center_text, put

from orchestration.landing import LakeError, land_feed, ledger_state, mark_checked, read_purged, require_lake_key
from orchestration.landing.lake import SCHEMA_FILE, load_path
from orchestration.landing.ledger import ledger_path

FEED = "call_center"
GARBAGE = b"\x00garbage\xff\n"


@pytest.fixture
def landed(settings):
    """Two files landed and were checked, and lie in the landing zone no more."""
    for name, number in (("a.csv", "CC1"), ("b.csv", "CC2")):
        put(settings, FEED, name, call_center_text(number))
    land_feed(settings, FEED)
    mark_checked(settings, ledger_state(settings, FEED))
    for path in (settings.landing / FEED).iterdir():
        path.unlink()
    return settings


def remove(path):
    path.unlink()


def tear(path):
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 3 // 4])


def empty(path):
    path.write_bytes(b"")


def spoil(path):
    path.write_bytes(GARBAGE + path.read_bytes().split(b"\n", 1)[1])


def folder(path):
    path.unlink(missing_ok=True)
    path.mkdir()
    (path / "own").write_text("somebody's")


def broken_link(path):
    path.symlink_to("nowhere/at/all")


@pytest.mark.parametrize("damage", [remove, tear, empty, spoil, folder])
def test_a_ledger_that_lost_lines_gets_them_back_with_their_rows(landed, damage):
    before = ledger_state(landed, FEED)
    damage(ledger_path(landed.ledger, FEED))
    (said,) = land_feed(landed, FEED).warnings
    assert str(ledger_path(landed.ledger, FEED)) in said
    mark_checked(landed, ledger_state(landed, FEED))
    assert ledger_state(landed, FEED) == before
    assert all(load_path(landed.lake / FEED, load).exists() for load in before.load_ids)
    assert not land_feed(landed, FEED).warnings


def test_lines_after_the_last_check_survive_damage_before_them(landed):
    put(landed, FEED, "c.csv", call_center_text("CC3"))
    land_feed(landed, FEED)
    before = ledger_state(landed, FEED)
    spoil(ledger_path(landed.ledger, FEED))
    land_feed(landed, FEED)
    assert ledger_state(landed, FEED) == before


def test_a_damaged_schema_file_is_written_anew(landed):
    path = landed.lake / FEED / SCHEMA_FILE
    before = path.read_bytes()
    path.write_bytes(GARBAGE)
    land_feed(landed, FEED)
    assert path.read_bytes() == before


@pytest.mark.parametrize("make", [folder, broken_link])
@pytest.mark.parametrize(
    "name",
    [
        f".lock-{FEED}",
        ".lock-identity",
        f".known-content-{FEED}.json",
        f"checked/{FEED}.jsonl",
        f"{FEED}/{SCHEMA_FILE}",
        f"{FEED}/{FEED}-000000003.parquet",
        f"{FEED}/.{FEED}-000000003.parquet.new",
    ],
)
def test_a_file_that_can_be_made_again_is_where_something_else_was(landed, name, make):
    before = ledger_state(landed, FEED)
    place = landed.lake / name
    place.unlink(missing_ok=True)
    make(place)
    land_feed(landed, FEED)
    mark_checked(landed, ledger_state(landed, FEED))
    assert ledger_state(landed, FEED) == before
    put(landed, FEED, "c.csv", call_center_text("CC3"))
    land_feed(landed, FEED)
    assert load_path(landed.lake / FEED, f"{FEED}-000000003").is_file()
    if make is folder:
        kept = list(place.parent.glob(f"{place.name}*/own"))
        assert [path.read_text() for path in kept] == ["somebody's"]


def test_a_folder_that_is_nobodys_stays(landed):
    folder(landed.lake / FEED / ".x")
    land_feed(landed, FEED)
    assert (landed.lake / FEED / ".x" / "own").exists()


@pytest.mark.parametrize("name", ["identity.json", f"{FEED}/{FEED}-000000001.parquet", "../purged.json"])
def test_what_cannot_be_made_again_is_named_with_the_remedy(landed, name):
    place = landed.lake / name
    place.unlink(missing_ok=True)
    folder(place)
    with pytest.raises(LakeError, match=rf"{place.name}.*restore it from a backup"):
        require_lake_key(landed)
        read_purged(landed)
        land_feed(landed, FEED)
    assert (place / "own").exists()
