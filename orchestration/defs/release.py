"""Release: the candidate is written, checked, and only then put where BI reads."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb

from orchestration import progress
from orchestration.defs import LOGGED_EVERY, OWNERS
from orchestration.defs.columns import column_metadata
from orchestration.defs.findings import warnings_of_runs
from orchestration.defs.notes import Notes
from orchestration.defs.retention import prune_run_history
from orchestration.defs.turns import take_turn
from orchestration.landing import checked_entries, files_left_out
from orchestration.release import FileLeftOut, build_candidate, current_manifest, publish
from orchestration.release.audit import runs_behind
from orchestration.release.candidate import candidate_file, contents_counted, landed_files
from orchestration.release.catalog import PUBLISHED_SCHEMAS, published_tables
from orchestration.release.manifest import with_earlier_warnings
from orchestration.release.views import VIEWS
from orchestration.settings import FEEDS, Settings
from orchestration.warehouse import await_warehouse

CANDIDATE_KEY = dg.AssetKey(["release", "candidate"])
PUBLISHED_KEY = dg.AssetKey(["release", "published"])
POSTGRES_KEY = dg.AssetKey(["release", "postgres"])


def definitions(settings: Settings, published_models: list[dg.AssetKey]) -> dg.Definitions:
    """The release assets of a deployment; `published_models` are the models that a release holds."""
    return dg.Definitions(assets=[_candidate_asset(settings, published_models), _published_asset(settings)])


def left_out_of_release(settings: Settings) -> list[FileLeftOut]:
    """Files that the release in the making cannot hold, and why; the ledger's reason begins with the file's name."""
    return [
        FileLeftOut(entry.feed, entry.file_name, (entry.error or "").removeprefix(f"{entry.file_name}: "))
        for entry in files_left_out(settings, as_checked=True)
    ]


def _candidate_asset(settings: Settings, published_models: list[dg.AssetKey]) -> dg.AssetsDefinition:
    @dg.asset(
        key=CANDIDATE_KEY,
        deps=published_models,
        group_name="release",
        owners=OWNERS,
        kinds={"python", "duckdb"},
        description="A new DuckDB file with the schemas `bi`, `core` and `marts`, not yet visible to anyone.",
    )
    def candidate(context: dg.AssetExecutionContext) -> dg.MaterializeResult[Any]:
        take_turn(context, settings)
        await_warehouse(settings, context.log.warning)
        notes = Notes(context.log)
        with progress.told_to(context.log.info, LOGGED_EVERY):
            path = build_candidate(settings, settings.warehouse, notes.add)
        return dg.MaterializeResult(
            metadata={
                "size_bytes": path.stat().st_size,
                "tables": sum(key.path[0] != VIEWS for key in published_models),
                "views": sum(key.path[0] == VIEWS for key in published_models),
                **_columns_of(path),
                **notes.metadata(),
            }
        )

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
    def published(context: dg.AssetExecutionContext) -> dg.MaterializeResult[Any]:
        take_turn(context, settings)
        notes = Notes(context.log)
        # the candidate may have been made and checked by an earlier run, of which this one is the rest
        runs = list(dict.fromkeys([*runs_behind(candidate_file(settings)), context.run.run_id]))
        candidate = candidate_file(settings)
        warnings = with_earlier_warnings(
            warnings_of_runs(context.instance, runs),
            current_manifest(settings),
            contents_counted(candidate),
            _contents_landed(candidate),
        )
        manifest = publish(
            settings,
            candidate,
            left_out_of_release(settings),
            _loads_of_candidate(settings),
            warnings,
            say=notes.add,
        )
        prune_run_history(context.instance, settings, notes.add)
        _keep_start_page(settings, notes.add)
        for file in manifest.files_left_out:
            context.log.warning(f"{file.feed}/{file.file_name} is not in the release: {file.error}")
        return dg.MaterializeResult(
            metadata={
                "release_id": manifest.release_id,
                "code_version": manifest.code_version,
                "dagster/row_count": sum(manifest.row_counts.values()),
                "files_left_out": len(manifest.files_left_out),
                "row_counts": dg.MetadataValue.json(manifest.row_counts),
                **_columns_of(settings.published_database),
                **notes.metadata(),
            }
        )

    return published


def _keep_start_page(settings: Settings, say: Callable[[str], None]) -> None:
    # what writes it takes a while to import, and only where something is published
    from orchestration.report.start_page import keep_start_page

    keep_start_page(settings, say)


def _columns_of(release: Path) -> dict[str, dg.TableSchema]:
    """The columns of all tables and views of a release, by schema, table and column."""
    with duckdb.connect(str(release), read_only=True) as connection:
        tables = published_tables(connection, release.stem, (*PUBLISHED_SCHEMAS, VIEWS))
    return column_metadata(
        (f"{table.qualified_name}.{column.name}", column.data_type, column.comment)
        for table in tables
        for column in table.columns
    )


def _contents_landed(candidate: Path) -> set[str]:
    return {content_hash for _, _, content_hash in landed_files(candidate)} if candidate.exists() else set()


def _loads_of_candidate(settings: Settings) -> dict[str, int]:
    candidate = candidate_file(settings)
    inside = landed_files(candidate) if candidate.exists() else set()
    loads: dict[str, int] = {}
    for feed in FEEDS:
        for entry in checked_entries(settings, feed):
            if entry.load_sequence and entry.key in inside:
                loads[feed] = max(loads.get(feed, 0), entry.load_sequence)
    return loads
