"""A file that nobody touched is not read again, and one that somebody touched always is."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from landing_fixtures import call_center_text, end_state, put

from orchestration.landing import files_left_out, known_content, land_feed
from orchestration.landing.known_content import known_content_path

FEED = "call_center"


@pytest.fixture
def reads(monkeypatch) -> Iterator[list[str]]:
    """The files that were read whole, in order."""
    names: list[str] = []
    digest = hashlib.file_digest

    def counted(handle, algorithm):
        names.append(Path(handle.name).name)
        return digest(handle, algorithm)

    monkeypatch.setattr(hashlib, "file_digest", counted)
    return names


@pytest.fixture
def _any_age(monkeypatch) -> None:
    monkeypatch.setattr(known_content, "CERTAIN_AFTER_SECONDS", 0)


@pytest.fixture
def zone(settings, _any_age):
    put(settings, FEED, "good.csv", call_center_text("CC1"))
    put(settings, FEED, "bad.csv", "no header of ours\n1\n")
    put(settings, FEED, "withdrawn/other.csv", call_center_text("CC9"))
    land_feed(settings, FEED)
    return settings


def test_a_day_on_which_nothing_came_reads_no_file(zone, reads):
    assert land_feed(zone, FEED).added == []
    assert [entry.file_name for entry in files_left_out(zone)] == ["bad.csv"]
    assert reads == []


def test_content_that_was_changed_behind_the_time_of_writing_is_found(zone, reads):
    path = zone.landing / FEED / "good.csv"
    before = path.stat()
    path.write_bytes(path.read_bytes().replace(b"CC1", b"CC2"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert land_feed(zone, FEED).rows_loaded == 1
    assert reads == ["good.csv"]


@pytest.mark.parametrize("content", [None, b"", b"[]", b'{"a": 1}', b"\xff\x00"])
def test_a_cache_that_is_gone_or_damaged_costs_reading_and_nothing_else(zone, reads, content):
    path = known_content_path(zone.lake, FEED)
    before = end_state(zone)
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    assert land_feed(zone, FEED).added == []
    assert sorted(reads) == ["bad.csv", "good.csv"]
    assert end_state(zone) == before


def test_a_file_that_was_changed_just_now_is_read_again(settings, reads):
    put(settings, FEED, "good.csv", call_center_text("CC1"))
    for _ in range(2):
        land_feed(settings, FEED)
    assert reads == ["good.csv", "good.csv"]


def test_the_cache_names_no_file(zone):
    assert "csv" not in known_content_path(zone.lake, FEED).read_text()
