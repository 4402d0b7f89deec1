"""Landing: one asset per feed, and one for the ledger over all of them."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import dagster as dg

from orchestration import progress
from orchestration.defs import LOGGED_EVERY, OWNERS
from orchestration.defs.columns import column_metadata
from orchestration.defs.engines import workers_that_land
from orchestration.defs.landed_columns import LEDGER_COLUMNS, landed_columns
from orchestration.defs.turns import take_turn
from orchestration.landing import land_feed, ledger_path, read_entries, stray_items
from orchestration.settings import FEEDS, Settings

LEDGER_KEY = dg.AssetKey(["landing", "ledger"])

_DESCRIPTIONS = {
    "call_center": "Work orders of the call-center system: every complaint that the company received.",
    "hq": "Register of head office: complaints that it received itself.",
    "satisfaction_survey": "Answers to the satisfaction survey, per service item.",
    "branch_exposure": "Policies in force and premium, per branch and year.",
}


def landing_key(feed: str) -> dg.AssetKey:
    """Key of a feed's landing asset."""
    return dg.AssetKey(["landing", feed])


def definitions(settings: Settings) -> dg.Definitions:
    """The landing assets of a deployment."""
    return dg.Definitions(assets=[*(_landing_asset(settings, feed) for feed in FEEDS), _ledger_asset(settings)])


def _landing_asset(settings: Settings, feed: str) -> dg.AssetsDefinition:
    @dg.asset(
        key=landing_key(feed),
        group_name="landing",
        owners=OWNERS,
        kinds={"python", "parquet"},
        description=f"{_DESCRIPTIONS[feed]} Files of `landing/{feed}/` as private Parquet in the lake.",
    )
    def land(context: dg.AssetExecutionContext) -> dg.MaterializeResult[Any]:
        take_turn(context, settings)
        with progress.told_to(context.log.info, LOGGED_EVERY):
            result = land_feed(settings, feed, workers_that_land(settings))
        for warning in result.warnings:
            context.log.warning(warning)
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": result.total_rows,
                "files_loaded": result.files_loaded,
                "rows_loaded": result.rows_loaded,
                "files_left_out": len(result.left_out),
                **column_metadata(landed_columns(settings, feed)),
                "preview": _markdown_table(
                    ["line of the ledger", "status", "rows read", "received at (UTC)"],
                    [[entry.event, entry.status, entry.rows_read, entry.received_at] for entry in result.current[-5:]],
                ),
            }
        )

    return land


def _ledger_asset(settings: Settings) -> dg.AssetsDefinition:
    @dg.asset(
        key=LEDGER_KEY,
        deps=[landing_key(feed) for feed in FEEDS],
        group_name="landing",
        owners=OWNERS,
        kinds={"python", "json"},
        description="What became of each file that landed. One line per event.",
    )
    def ledger(context: dg.AssetExecutionContext) -> dg.MaterializeResult[Any]:
        for problem in stray_items(settings):
            context.log.warning(problem)
        entries = [entry for feed in FEEDS for entry in read_entries(ledger_path(settings.ledger, feed))]
        files = Counter((entry.feed, entry.status) for entry in entries)
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": len(entries),
                **column_metadata(LEDGER_COLUMNS),
                "preview": _markdown_table(
                    ["feed", "status", "files"], [[feed, status, count] for (feed, status), count in files.items()]
                ),
            }
        )

    return ledger


def _markdown_table(header: list[str], rows: list[list[object]]) -> dg.MarkdownMetadataValue:
    lines: list[Sequence[object]] = [header, ["---"] * len(header), *rows]
    return dg.MetadataValue.md("\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines))
