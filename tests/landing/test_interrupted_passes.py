"""A pass that is killed between any two writes, or inside one, and run again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from landing_fixtures import call_center_text, end_state, put

from orchestration.landing import lake, land_feed, ledger, small_files, writing


class Killed(BaseException):
    """Stands for the process being killed: nothing in the code catches it."""


def kill(*_arguments, **_options):
    raise Killed


def kill_inside_the_line(handle, line):
    handle.write(line[:20])
    raise Killed


@pytest.mark.parametrize(
    ("module", "name", "substitute"),
    [
        (lake, "write_schema_file", kill),
        (lake, "write_tables", kill),
        (lake, "write_loads", kill),
        (lake, "sync", kill),
        (ledger.Ledger, "commit", kill),
        (ledger, "write_all", kill_inside_the_line),
        (ledger.os, "fsync", kill),
        (writing, "match_header", kill),
    ],
)
@pytest.mark.parametrize("landed_before", [True, False])
def test_a_pass_that_is_killed_and_run_again_ends_in_the_same_state(
    settings, tmp_path, monkeypatch, module, name, substitute, landed_before
):
    if name == "write_tables":
        monkeypatch.setattr(small_files, "MOST_BYTES", -1)
    undisturbed = replace(settings, home=tmp_path / "undisturbed")
    for one in (settings, undisturbed):
        put(one, "call_center", "a.csv", call_center_text("CC1"))
        if landed_before:
            land_feed(one, "call_center")
            put(one, "call_center", "0.csv", b"")
        put(one, "call_center", "b.csv", call_center_text("CC2", "CC3"))
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(module, name, substitute)
        land_feed(settings, "call_center")
    land_feed(settings, "call_center")
    land_feed(undisturbed, "call_center")
    assert end_state(settings) == end_state(undisturbed)


def test_rows_of_a_killed_pass_do_not_stay_when_their_file_is_taken_away(settings, monkeypatch):
    path = put(settings, "call_center", "a.csv", call_center_text("CC1"))
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(ledger.Ledger, "commit", kill)
        land_feed(settings, "call_center")
    path.unlink()
    land_feed(settings, "call_center")
    assert end_state(settings) == ([], [], ["_schema.parquet"])
