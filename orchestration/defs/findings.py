"""What checks found, as Dagster keeps it: in words for a reader, as metadata for the release and the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import dagster as dg

from orchestration.release import CheckWarning
from orchestration.warehouse import Finding

_METADATA = "findings"


@dataclass(frozen=True)
class Found:
    """One thing that a check objected to: the check's sentence or name, where, and the remedy.

    `content_hashes` are those of the landed files to blame, where the check is one of a feed.
    """

    check: str
    where: str
    remedy: str
    is_warning: bool
    content_hashes: tuple[str, ...] = ()


def description_of(found: Sequence[Found]) -> str | None:
    """The findings for a person, one after the other; None where there are none."""
    return "\n".join(f"{one.check}\n  where: {one.where}\n  remedy: {one.remedy}" for one in found) or None


def metadata_of(found: Sequence[Found]) -> dict[str, Any]:
    """The findings as metadata of their check."""
    return {_METADATA: dg.MetadataValue.json([asdict(one) for one in found])} if found else {}


def with_finding(check: dg.AssetCheckResult, finding: Finding | None) -> dg.AssetCheckResult:
    """The result of a dbt test with the rows that it objected to, if it did."""
    if finding is None:
        return check
    found = [Found(finding.test, finding.where, finding.remedy, finding.is_warning)]
    return dg.AssetCheckResult(
        passed=False,
        asset_key=check.asset_key,
        check_name=check.check_name,
        severity=check.severity,
        description=description_of(found),
        metadata={**check.metadata, **metadata_of(found)},
    )


def found_in(check: dg.AssetCheckEvaluation) -> list[Found]:
    """The findings that a check left in its metadata."""
    value = check.metadata.get(_METADATA)
    entries = value.data if isinstance(value, dg.JsonMetadataValue) else None
    if not isinstance(entries, list):
        return []
    return [Found(**{**one, "content_hashes": tuple(one["content_hashes"])}) for one in entries]


def checks_of_runs(instance: dg.DagsterInstance, run_ids: Sequence[str]) -> list[dg.AssetCheckEvaluation]:
    """The checks of these runs, in the order in which they ran."""
    kind = dg.DagsterEventType.ASSET_CHECK_EVALUATION
    records = [record for run_id in run_ids for record in instance.get_records_for_run(run_id, of_type=kind).records]
    return [check for record in records if (check := record.event_log_entry.asset_check_evaluation)]


def warnings_of_runs(instance: dg.DagsterInstance, run_ids: Sequence[str]) -> list[CheckWarning]:
    """What the checks of these runs warned of, each once, in the order in which they ran."""
    found = [one for check in checks_of_runs(instance, run_ids) for one in found_in(check) if one.is_warning]
    return list(dict.fromkeys(CheckWarning(one.check, one.where, one.remedy, one.content_hashes) for one in found))
