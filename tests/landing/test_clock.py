"""A clock that is behind what has landed is named, and an hour more or less is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from landing_fixtures import call_center_text, put

from orchestration.landing import land, land_feed


@pytest.mark.parametrize(("days", "is_named"), [(-400, True), (-2, True), (-0.5, False), (0, False), (400, False)])
def test_a_clock_that_is_behind_the_last_landing_is_named(settings, monkeypatch, days, is_named):
    put(settings, "call_center", "a.csv", call_center_text("CC1"))
    land_feed(settings, "call_center")
    now = datetime.now(UTC) + timedelta(days=days)

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return now.astimezone(tz)

    monkeypatch.setattr(land, "datetime", Clock)
    put(settings, "call_center", "b.csv", call_center_text("CC2"))
    result = land_feed(settings, "call_center")
    assert result.rows_loaded == 1
    said = [warning for warning in result.warnings if "this machine's clock says" in warning]
    assert bool(said) == is_named
    assert all(f"remove {settings.lake} whole and run again" in warning for warning in said)
