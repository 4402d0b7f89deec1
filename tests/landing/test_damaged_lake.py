"""Damage to the lake's own files heals from what lies beside them, and costs no rows that were checked."""

from __future__ import annotations

import pytest
from landing_fixtures import call_center_text, put

from orchestration.landing import land_feed, ledger_state, mark_checked
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
    path.unlink()
    path.mkdir()


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
