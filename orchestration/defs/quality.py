"""Great Expectations on the way in and on the way out, as blocking asset checks."""

import dagster as dg
import duckdb

from expectations import SuiteOutcome, check_feed, check_release
from orchestration.defs.landing import landing_key
from orchestration.defs.release import CANDIDATE_KEY
from orchestration.defs.turns import take_turn
from orchestration.landing import LedgerEntry, LedgerState, ledger_state, mark_checked
from orchestration.release import published_loads
from orchestration.release.candidate import candidate_file, landed_files
from orchestration.settings import FEEDS, Settings

FEED_CHECK = "looks_like_itself"
RELEASE_CHECK = "makes_sense"


def definitions(settings: Settings) -> dg.Definitions:
    """The checks of a deployment."""
    return dg.Definitions(
        asset_checks=[*(_feed_check(settings, feed) for feed in FEEDS), _release_check(settings)],
    )


def unpublished_loads(settings: Settings, state: LedgerState) -> list[LedgerEntry]:
    """Loads of a feed's ledger that no release holds yet, in order of landing.

    A check that failed once looks at them again in the next run, until a release was made with them. A lake that was
    restored from a backup gives numbers anew, so a number alone does not make a load a published one.
    """
    published = published_loads(settings).get(state.feed, 0)
    contents = _published_contents(settings) if published else set()
    return [
        entry
        for entry in state.entries
        if entry.load_sequence and (entry.load_sequence > published or entry.content_hash not in contents)
    ]


def _published_contents(settings: Settings) -> set[str]:
    """Content hashes of the files behind the release that readers see; none where it cannot be read."""
    try:
        return {content_hash for _, _, content_hash in landed_files(settings.published_database)}
    except duckdb.Error:
        return set()


def _feed_check(settings: Settings, feed: str) -> dg.AssetChecksDefinition:
    @dg.asset_check(
        asset=landing_key(feed),
        name=FEED_CHECK,
        blocking=True,
        description="Great Expectations: does what newly landed look like this feed?",
    )
    def feed_check(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        take_turn(context, settings)
        state = ledger_state(settings, feed)
        loads = unpublished_loads(settings, state)
        outcome = check_feed(settings, feed, [load.load_id for load in loads])
        if outcome.success:
            mark_checked(settings, state)
        files = ", ".join(load.file_name for load in loads)
        remedy = (
            f"Of {files}, move what is wrong to {settings.landing / feed / 'withdrawn'}, and drop in a corrected file."
        )
        return _check_result(outcome, remedy)

    return feed_check


def _release_check(settings: Settings) -> dg.AssetChecksDefinition:
    @dg.asset_check(
        asset=CANDIDATE_KEY,
        name=RELEASE_CHECK,
        blocking=True,
        description="Great Expectations: can what is about to be published be true, and is it free of personal data?",
    )
    def release_check(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        take_turn(context, settings)
        remedy = "See the data docs, correct what was landed or the reference data, and run again."
        return _check_result(check_release(settings, candidate_file(settings)), remedy)

    return release_check


def _check_result(outcome: SuiteOutcome, remedy: str) -> dg.AssetCheckResult:
    failures = [f"{result.sentence} ({result.observed})" for result in outcome.results if not result.success]
    return dg.AssetCheckResult(
        passed=not failures,
        severity=dg.AssetCheckSeverity.WARN if outcome.success else dg.AssetCheckSeverity.ERROR,
        description="\n".join([*failures, remedy]) if failures else outcome.note or None,
        metadata={
            "expectations_passed": outcome.passed,
            "expectations_warned": outcome.failed_warning,
            "expectations_failed": outcome.failed_critical,
        },
    )
