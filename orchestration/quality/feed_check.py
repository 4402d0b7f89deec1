"""The check on the way in: does what a feed just delivered look like that feed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain

from expectations.feed_rules import FEED_RULES
from expectations.outcome import PLACES_SHOWN, SuiteOutcome
from expectations.validation import suite_page
from orchestration import progress
from orchestration.quality.feed_history import compare_with_history
from orchestration.quality.feed_profile import profile_loads
from orchestration.quality.site import Judge, documented, is_documented
from orchestration.settings import Settings

_NOTHING_NEW = "nothing new has landed"


def check_feed(
    settings: Settings,
    feed: str,
    loads: Sequence[str],
    files: Mapping[str, str] | None = None,
    judge: Judge = documented,
) -> SuiteOutcome:
    """Check the lake files of `loads` (load ids), which have landed and are not yet published.

    The outcome names those that break a rule by their names in `files` (by load id), or else by their ids. It is a
    success with a note where there are no loads; the suite is documented all the same, once. `judge` holds the numbers
    against the rules, and documents them unless it is another one. An unknown feed raises `KeyError`, a missing lake
    file `duckdb.IOException`.
    """
    rules = FEED_RULES[feed]
    suite = f"feed_{feed}"
    if not loads and is_documented(settings, suite):
        return SuiteOutcome(suite, note=_NOTHING_NEW, page=suite_page(suite))
    progress.begin(f"checking {feed}")
    profiles = profile_loads(settings, feed, loads) if loads else []
    profile = compare_with_history(settings, feed, profiles) if loads else []
    in_order = sorted(loads, key=lambda load: int(load.rpartition("-")[2]))
    outcome = judge(settings, suite, rules, profile, [(files or {}).get(load, load) for load in in_order])
    rows = {
        rule.sentence: tuple(chain.from_iterable(own.places.get(rule.column, ()) for own in profiles))[:PLACES_SHOWN]
        for rule in rules
    }
    places = {sentence: found for sentence, found in rows.items() if found}
    return outcome.with_places(places) if loads else replace(outcome, note=_NOTHING_NEW)
