"""Release: the candidate is written, checked, and only then put where BI reads."""

import dagster as dg

from orchestration.defs import OWNERS
from orchestration.defs.findings import warnings_of_run
from orchestration.defs.turns import take_turn
from orchestration.landing import checked_entries, files_left_out
from orchestration.release import ChecksPassed, FileLeftOut, build_candidate, publish
from orchestration.release.candidate import candidate_file, landed_files
from orchestration.settings import FEEDS, Settings
from orchestration.warehouse import await_warehouse

CANDIDATE_KEY = dg.AssetKey(["release", "candidate"])
PUBLISHED_KEY = dg.AssetKey(["release", "published"])


def definitions(settings: Settings, published_models: list[dg.AssetKey]) -> dg.Definitions:
    """The release assets of a deployment; `published_models` are the models that a release holds."""
    return dg.Definitions(assets=[_candidate_asset(settings, published_models), _published_asset(settings)])


def _candidate_asset(settings: Settings, published_models: list[dg.AssetKey]) -> dg.AssetsDefinition:
    @dg.asset(
        key=CANDIDATE_KEY,
        deps=published_models,
        group_name="release",
        owners=OWNERS,
        kinds={"python", "duckdb"},
        description="A new DuckDB file with the schemas `core` and `marts`, not yet visible to anyone.",
    )
    def candidate(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        take_turn(context, settings)
        await_warehouse(settings, context.log.warning)
        path = build_candidate(settings, settings.warehouse)
        return dg.MaterializeResult(metadata={"size_bytes": path.stat().st_size, "tables": len(published_models)})

    return candidate


def _published_asset(settings: Settings) -> dg.AssetsDefinition:
    @dg.asset(
        key=PUBLISHED_KEY,
        deps=[CANDIDATE_KEY],
        group_name="release",
        owners=OWNERS,
        kinds={"python", "duckdb"},
        description="What BI opens: `published/complaints.duckdb`, and the marts as Parquet beside it.",
    )
    def published(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        take_turn(context, settings)
        manifest = publish(
            settings,
            candidate_file(settings),
            checks_of_run(context.instance, context.run_id),
            [
                FileLeftOut(entry.feed, entry.file_name, entry.error)
                for entry in files_left_out(settings, as_checked=True)
            ],
            _loads_of_candidate(settings),
            warnings_of_run(context.instance, context.run_id),
        )
        for file in manifest.files_left_out:
            context.log.warning(f"{file.feed}/{file.file_name} is not in the release: {file.error}")
        return dg.MaterializeResult(
            metadata={
                "release_id": manifest.release_id,
                "code_version": manifest.code_version,
                "dagster/row_count": sum(manifest.row_counts.values()),
                "files_left_out": len(manifest.files_left_out),
                "row_counts": dg.MetadataValue.json(manifest.row_counts),
            }
        )

    return published


def checks_of_run(instance: dg.DagsterInstance, run_id: str) -> ChecksPassed:
    """How many checks of a run passed or warned: dbt tests one by one, Great Expectations by expectation."""
    records = instance.get_records_for_run(run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION).records
    tests_passed = tests_warned = expectations_passed = expectations_warned = 0
    for record in records:
        check = record.event_log_entry.dagster_event.asset_check_evaluation_data
        if "expectations_passed" in check.metadata:
            expectations_passed += check.metadata["expectations_passed"].value
            expectations_warned += check.metadata["expectations_warned"].value
        elif check.passed:
            tests_passed += 1
        else:
            tests_warned += 1
    return ChecksPassed(tests_passed, tests_warned, expectations_passed, expectations_warned)


def _loads_of_candidate(settings: Settings) -> dict[str, int]:
    inside = landed_files(candidate_file(settings))
    loads: dict[str, int] = {}
    for feed in FEEDS:
        for entry in checked_entries(settings, feed):
            if entry.load_sequence and entry.key in inside:
                loads[feed] = max(loads.get(feed, 0), entry.load_sequence)
    return loads
