"""A pass that finds the disk full loses nothing: the next one lands what is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from landing_fixtures import end_state

from orchestration.disk_errors import in_words
from orchestration.landing import land_feed
from tests.interruption import files_of_at_most
from tests.pipeline import copy_feeds


def test_the_next_pass_lands_what_found_no_room(settings, tmp_path):
    """Within the lake's identity, within the columns of a feed, within the rows of its first file."""
    undisturbed = replace(settings, home=tmp_path / "undisturbed")
    for one in (settings, undisturbed):
        copy_feeds(one.home, "call_center")
    for size in (10, 1_000, 300_000):
        with files_of_at_most(size), pytest.raises(OSError, match="File too large") as refused:
            land_feed(settings, "call_center")
        assert "for want of room" in in_words(refused.value, settings.home)
    land_feed(settings, "call_center")
    land_feed(undisturbed, "call_center")
    assert end_state(settings) == end_state(undisturbed)
