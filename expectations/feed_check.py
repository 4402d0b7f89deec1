"""The check on the way in: does what a feed just delivered look like that feed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from expectations.feed_history import compare_with_history
from expectations.feed_profile import profile_loads
from expectations.feed_rules import FEED_RULES
from expectations.outcome import PLACES_SHOWN, SuiteOutcome
from expectations.validation import validate
from orchestration.settings import Settings


def check_feed(settings: Settings, feed: str, loads: Sequence[str]) -> SuiteOutcome:
    """Check the lake files of `loads` (load ids), which have landed and are not yet published.

    Without loads the outcome is a success with a note; the suite and its data docs are written all the same. An unknown
    feed raises `KeyError`, a missing lake file `duckdb.IOException`.
    """
    rules = FEED_RULES[feed]
    profiles = profile_loads(settings, feed, loads) if loads else []
    profile = compare_with_history(settings, feed, profiles) if loads else []
    outcome = validate(settings, f"feed_{feed}", rules, profile)
    places = {
        rule.sentence: tuple(chain.from_iterable(own.places.get(rule.column, ()) for own in profiles))[:PLACES_SHOWN]
        for rule in rules
    }
    return outcome.with_places(places) if loads else SuiteOutcome(outcome.suite, note="nothing new has landed")
