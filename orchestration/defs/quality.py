"""Great Expectations on the way in and on the way out, as blocking asset checks."""

from collections.abc import Callable, Sequence
from pathlib import Path

import dagster as dg
import duckdb

from expectations.outcome import PLACES_SHOWN, CheckResult, SuiteOutcome
from orchestration.defs.findings import Found, description_of, metadata_of
from orchestration.defs.landing import landing_key
from orchestration.defs.release import CANDIDATE_KEY, left_out_of_release
from orchestration.defs.turns import take_turn
from orchestration.landing import LedgerEntry, LedgerState, ledger_state, mark_checked
from orchestration.quality import check_feed, check_release
from orchestration.release import current_manifest, published_loads, record_release_check, rows_to_search, why_empty
from orchestration.release.audit import EMPTINESS_CHECK, RELEASE_CHECK
from orchestration.release.candidate import candidate_file, landed_files
from orchestration.settings import FEEDS, Settings

FEED_CHECK = "feed_within_bounds"


def definitions(settings: Settings) -> dg.Definitions:
    """The checks of a deployment."""
    return dg.Definitions(
        asset_checks=[
            *(_feed_check(settings, feed) for feed in FEEDS),
            _release_check(settings),
            _emptiness_check(settings),
        ],
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
        files = {load.load_id: load.file_name for load in loads if load.load_id}
        outcome = check_feed(settings, feed, list(files), files)
        if outcome.success:
            mark_checked(settings, state)
        return _check_result(
            settings,
            outcome,
            lambda result: _remedy_for_feed(result, list(files.values()), settings.landing / feed / "withdrawn"),
            loads,
        )

    return feed_check


def _remedy_for_feed(broken: CheckResult, files: list[str], withdrawn: Path) -> str:
    to_blame = ", ".join([*(broken.places or files)][:PLACES_SHOWN])
    correct = f"correct {to_blame} and drop it in anew, or move it to {withdrawn}."
    if broken.names_in:
        return f"Add the names to {broken.names_in} and run again, for those that are right; else {correct}"
    return f"If that is wrong, {correct}" if broken.severity == "warning" else correct[0].upper() + correct[1:]


def _release_check(settings: Settings) -> dg.AssetChecksDefinition:
    @dg.asset_check(
        asset=CANDIDATE_KEY,
        name=RELEASE_CHECK,
        blocking=True,
        description="Great Expectations: can what is about to be published be true, and is it free of personal data?",
    )
    def release_check(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        take_turn(context, settings)
        candidate = candidate_file(settings)
        outcome = check_release(settings, candidate, to_search=rows_to_search(candidate))
        result = _check_result(settings, outcome, _remedy_for_release)
        expectations = (outcome.passed, outcome.failed_warning)
        failure = None if outcome.success else result.description
        record_release_check(candidate, RELEASE_CHECK, failure, expectations, context.run.run_id)
        return result

    return release_check


def _remedy_for_release(broken: CheckResult) -> str:
    if broken.severity == "warning":
        return (
            "If the files of these years are whole and right, there is nothing to do; else correct them and run again."
        )
    return "Correct what was landed, or the reference data, and run again."


def _emptiness_check(settings: Settings) -> dg.AssetChecksDefinition:
    @dg.asset_check(
        asset=CANDIDATE_KEY,
        name=EMPTINESS_CHECK,
        blocking=True,
        description="A release without complaints is made only where somebody says so, or where there is no complaint.",
    )
    def emptiness_check(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        take_turn(context, settings)
        candidate = candidate_file(settings)
        reason = why_empty(candidate, left_out_of_release(settings), current_manifest(settings))
        if reason is None or settings.allows_empty:
            record_release_check(candidate, EMPTINESS_CHECK, None)
            return dg.AssetCheckResult(passed=True, description=reason)
        remedy = (
            f"Correct the files, or put usable ones into {settings.landing}/<feed>/, and run again. If a release "
            "without complaints is meant, run `complaints run --allow-empty`, or set "
            "COMPLAINTS_ALLOW_EMPTY=1 where Dagster runs."
        )
        found = [Found("A release holds complaints.", reason, remedy, is_warning=False)]
        record_release_check(candidate, EMPTINESS_CHECK, description_of(found))
        return dg.AssetCheckResult(passed=False, description=description_of(found), metadata=metadata_of(found))

    return emptiness_check


def _check_result(
    settings: Settings,
    outcome: SuiteOutcome,
    remedy: Callable[[CheckResult], str],
    loads: Sequence[LedgerEntry] = (),
) -> dg.AssetCheckResult:
    found = [
        Found(
            check=result.sentence,
            where=f"{', '.join([*result.places[:PLACES_SHOWN], *_more(result.places)]) or outcome.suite}: "
            f"{result.observed}.",
            remedy=remedy(result),
            is_warning=result.severity == "warning",
            content_hashes=tuple(load.content_hash for load in _to_blame(result, loads)),
        )
        for result in outcome.results
        if not result.success
    ]
    return dg.AssetCheckResult(
        passed=not found,
        severity=dg.AssetCheckSeverity.WARN if outcome.success else dg.AssetCheckSeverity.ERROR,
        description=description_of(found) or outcome.note or None,
        metadata={
            "expectations_passed": outcome.passed,
            "expectations_warned": outcome.failed_warning,
            "expectations_failed": outcome.failed_critical,
            **({"data_docs": dg.MetadataValue.url((settings.quality / outcome.page).as_uri())} if outcome.page else {}),
            **metadata_of(found),
        },
    )


def _to_blame(result: CheckResult, loads: Sequence[LedgerEntry]) -> list[LedgerEntry]:
    """The loads that the result names, or all of them where it names none."""
    named = [load for load in loads if any(load.file_name in place for place in result.places)]
    return named or list(loads)


def _more(places: Sequence[str]) -> list[str]:
    return [f"and {len(places) - PLACES_SHOWN} more"] if len(places) > PLACES_SHOWN else []
