"""What a run leaves as it is, where nothing came and nothing changed that a build reads: the build, or all."""

from collections.abc import Iterator
from graphlib import TopologicalSorter
from typing import Any

import dagster as dg

from orchestration.defs.findings import with_finding
from orchestration.defs.notes import Notes
from orchestration.defs.previews import previewed
from orchestration.defs.release import PUBLISHED_KEY, left_out_of_release
from orchestration.defs.retention import prune_run_history
from orchestration.release import standing_release
from orchestration.settings import Settings
from orchestration.warehouse import findings_of_tests

_EARLIER = {"made": "by an earlier run, from the same inputs"}


def release_stands(context: dg.AssetExecutionContext, settings: Settings) -> bool:
    """Whether readers have what another build would come to; then this run ends here, and the history tells so."""
    notes = Notes(context.log)
    manifest = standing_release(settings, left_out_of_release(settings), notes.add)
    if manifest is None:
        return False
    notes.add(f"Nothing came, and nothing changed that the marts are made from: release {manifest.release_id} stands.")
    prune_run_history(context.instance, settings, notes.add)
    context.log_event(
        dg.AssetObservation(
            PUBLISHED_KEY,
            description="Nothing to publish: the release stands.",
            metadata={"release_id": manifest.release_id, **notes.metadata()},
        )
    )
    return True


def as_built(context: dg.AssetExecutionContext, settings: Settings) -> Iterator[Any]:
    """Every model as the last build left it, and what its tests found, for the release that its run did not come to."""
    context.log.info("The last build was made from what there is now, and its checks passed: it is released as it is.")
    names = context.assets_def.get_output_name_for_asset_key
    keys = TopologicalSorter(context.assets_def.asset_deps).static_order()
    outputs = (dg.Output(None, names(key), metadata=_EARLIER) for key in keys if key in context.selected_asset_keys)
    yield from previewed(context, outputs, settings)
    warnings = findings_of_tests(settings)
    for check in context.selected_asset_check_keys:
        found = warnings.get(check.name)
        severity = dg.AssetCheckSeverity.WARN if found else dg.AssetCheckSeverity.ERROR
        result = dg.AssetCheckResult(
            passed=found is None, asset_key=check.asset_key, check_name=check.name, severity=severity, metadata=_EARLIER
        )
        yield with_finding(result, found)
