"""What was checked, and of which build and candidate: a release is made of nothing else, whoever starts its making.

A record beside the warehouse says how its last build went; one beside the candidate says which build it was made from
and what the check of the release found. Files are told apart by their content.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from orchestration.durable import make_way, write_whole
from orchestration.release.files import sha256_of
from orchestration.release.hashes import Contents
from orchestration.release.manifest import ChecksPassed, code_version
from orchestration.release.refusal import ReleaseRefusedError
from orchestration.release.shelf import current_manifest
from orchestration.settings import Settings

# the blocking checks of a candidate, which Dagster knows by these names
RELEASE_CHECK = "release_plausible"
EMPTINESS_CHECK = "holds_complaints"
RELEASE_CHECKS = (RELEASE_CHECK, EMPTINESS_CHECK)

_BUILT = ("model", "seed", "snapshot", "test")
_GOOD = ("success", "pass", "warn")
_NOT_RUN = "skipped"
_MOST_NAMED = 5

RUN_ALL = "run the whole job (`make run`, or the job build_warehouse in the Dagster UI)"


@dataclass(frozen=True)
class Build:
    """A build of the warehouse: dbt's name for it, what it left out or found wrong, and what its checks came to.

    `warehouse` is size and time of last change of the file that it left; None where it left none. `run_id` is Dagster's
    name for the run that it belongs to, where that is known. `release_before` is the release that readers saw when it
    was made, `release_id` that which was made of it, once it was. `continues` is the release of the build before, to
    whose warehouse it added new loads and nothing else; None where that was not released, or it started anew.
    """

    invocation_id: str
    warehouse: tuple[int, int] | None
    failed: list[str]
    not_run: list[str]
    checks: ChecksPassed
    run_id: str = ""
    release_before: str | None = None
    release_id: str | None = None
    continues: str | None = None

    def require_all_passed(self) -> None:
        """Raise `ReleaseRefusedError` unless everything was built and every blocking check passed."""
        if self.failed:
            raise ReleaseRefusedError(
                f"The last build of the warehouse failed in {_named(self.failed)}: "
                f"put right what that names, and {RUN_ALL}."
            )
        if self.not_run:
            raise ReleaseRefusedError(
                f"The last build of the warehouse was partial: without {_named(self.not_run)}. "
                f"A release is made from a complete build only: {RUN_ALL}."
            )


@dataclass(frozen=True)
class ReleaseCheck:
    """What a check of the release found in the file with this hash: what stops it, and how many expectations it met
    and warned of; and the run in which it did."""

    candidate_sha256: str
    failure: str | None
    expectations: tuple[int, int]
    run_id: str = ""


@dataclass(frozen=True)
class Audit:
    """A candidate: the hash of its file, the build behind it, and what the checks of the release found, by name.

    `content_hashes` and `row_sums` are of its tables, `made_by` is as in the manifest. `new_rows` tells, by table,
    which rows (SQL) no release held before that was made in the same way; where a table is not named, all are new.
    """

    candidate_sha256: str
    code_version: str
    build: Build
    content_hashes: dict[str, str]
    row_sums: dict[str, str]
    made_by: str
    new_rows: dict[str, str]
    release_checks: dict[str, ReleaseCheck] = field(default_factory=dict)

    @property
    def checks(self) -> ChecksPassed:
        """All checks behind the candidate."""
        before, of_release = self.build.checks, [check.expectations for check in self.release_checks.values()]
        return replace(
            before,
            expectations_passed=before.expectations_passed + sum(met for met, _ in of_release),
            expectations_warned=before.expectations_warned + sum(warned for _, warned in of_release),
        )


def forget_build(settings: Settings) -> None:
    """Before a build: no record holds until it has ended."""
    make_way(settings.build_record)
    settings.build_record.unlink(missing_ok=True)


def release_built_on(settings: Settings) -> str | None:
    """Before a build: the release that was made of the warehouse as it is; None where there is none."""
    try:
        return complete_build(settings).release_id
    except ReleaseRefusedError:
        return None


def record_build(
    settings: Settings,
    artifacts: Path,
    expectations: tuple[int, int],
    run_id: str = "",
    continues: str | None = None,
) -> None:
    """After a build, failed or not: remember what dbt's artifacts say of it.

    `expectations` are those of the feeds that passed and warned before the build, and `continues` is what
    `release_built_on` said. Where dbt left no results, or found no room for all of them, there is nothing to remember.
    """
    try:
        results = json.loads((artifacts / "run_results.json").read_bytes())
        nodes = json.loads((artifacts / "manifest.json").read_bytes())["nodes"]
    except (FileNotFoundError, ValueError):
        return
    statuses = {result["unique_id"]: result["status"] for result in results["results"]}
    expected = [
        key
        for key, node in nodes.items()
        if node["resource_type"] in _BUILT and node["config"].get("materialized") != "ephemeral"
    ]
    tests = [status for key, status in statuses.items() if key in nodes and nodes[key]["resource_type"] == "test"]
    build = Build(
        invocation_id=results["metadata"]["invocation_id"],
        warehouse=_state(settings.warehouse),
        failed=[_label(nodes, key) for key, status in statuses.items() if status not in (*_GOOD, _NOT_RUN)],
        not_run=[_label(nodes, key) for key in expected if statuses.get(key, _NOT_RUN) == _NOT_RUN],
        checks=ChecksPassed(tests.count("pass"), tests.count("warn"), *expectations),
        run_id=run_id,
        release_before=_release_id(settings),
        continues=continues,
    )
    _remember(settings, build)


def complete_build(settings: Settings) -> Build:
    """The complete build that made the warehouse as it is; `ReleaseRefusedError` if there is none."""
    try:
        build = _build(json.loads(settings.build_record.read_bytes()))
    except (OSError, ValueError, TypeError, KeyError):
        raise ReleaseRefusedError(f"No finished build stands behind {settings.warehouse}: {RUN_ALL}.") from None
    build.require_all_passed()
    if build.warehouse != _state(settings.warehouse):
        raise ReleaseRefusedError(f"{settings.warehouse} was changed after its last build: {RUN_ALL}.")
    return build


def may_be_released(settings: Settings, artifacts: Path) -> bool:
    """Whether the last build is complete, its checks passed, and readers still see the release that it came after.

    dbt's artifacts have to be those of that build, since they say what its checks found.
    """
    try:
        build = complete_build(settings)
        invocation = json.loads((artifacts / "run_results.json").read_bytes())["metadata"]["invocation_id"]
    except (ReleaseRefusedError, OSError, ValueError, TypeError, KeyError):
        return False
    return build.invocation_id == invocation and build.release_before == _release_id(settings)


def record_release(settings: Settings, build: Build, release_id: str) -> None:
    """Remember which release holds what a build made, if that is the last one."""
    with suppress(ReleaseRefusedError):
        if complete_build(settings).invocation_id == build.invocation_id:
            _remember(settings, replace(build, release_id=release_id))


def _remember(settings: Settings, build: Build) -> None:
    write_whole(settings.build_record, json.dumps(asdict(build), ensure_ascii=False, indent=2) + "\n")


def _release_id(settings: Settings) -> str | None:
    manifest = current_manifest(settings)
    return manifest.release_id if manifest else None


def record_candidate(
    candidate: Path, build: Build, contents: Contents, made_by: str, new_rows: Mapping[str, str]
) -> None:
    """Remember which build a candidate was made from, what it holds, and which of its rows are new."""
    sums = {table: of_rows.to_text() for table, of_rows in contents.sums.items()}
    _write(
        candidate,
        Audit(sha256_of(candidate), code_version(), build, contents.hashes, sums, made_by, dict(new_rows)),
    )


def rows_to_search(candidate: Path) -> dict[str, str]:
    """By table which rows of a candidate (SQL) were not searched for an earlier release; all of a table not named."""
    audit = _read(candidate)
    return audit.new_rows if audit else {}


def record_release_check(
    candidate: Path, name: str, failure: str | None, expectations: tuple[int, int] = (0, 0), run_id: str = ""
) -> None:
    """Remember what a check of the release found in a candidate: what stops it, and expectations met and warned."""
    audit = _read(candidate)
    if audit:
        check = ReleaseCheck(sha256_of(candidate), failure, expectations, run_id)
        _write(candidate, replace(audit, release_checks={**audit.release_checks, name: check}))


def passed_audit(candidate: Path) -> Audit:
    """The record of a candidate that passed every blocking check; `ReleaseRefusedError` for any other."""
    if not candidate.is_file():
        raise ReleaseRefusedError(f"There is no candidate to publish: {RUN_ALL}.")
    audit = _read(candidate)
    if audit is None:
        raise ReleaseRefusedError(f"It is not known which build the candidate was made from: {RUN_ALL}.")
    audit.build.require_all_passed()
    hashes = {sha256_of(candidate), audit.candidate_sha256}
    for name in RELEASE_CHECKS:
        check = audit.release_checks.get(name)
        if check is None:
            raise ReleaseRefusedError(f"The check `{name}` has not looked at the candidate: {RUN_ALL}.")
        if check.failure is not None:
            raise ReleaseRefusedError(
                f"The check `{name}` found in the candidate: {check.failure}\nPut that right, and {RUN_ALL}."
            )
        hashes.add(check.candidate_sha256)
    if len(hashes) > 1:
        raise ReleaseRefusedError(f"The candidate was changed after it was made or checked: {RUN_ALL}.")
    return audit


def runs_behind(candidate: Path) -> list[str]:
    """The runs of Dagster that built and checked a candidate, as far as they are known: one, or several parts."""
    audit = _read(candidate)
    runs = [audit.build.run_id, *(check.run_id for check in audit.release_checks.values())] if audit else []
    return [run_id for run_id in dict.fromkeys(runs) if run_id]


def _record_of(candidate: Path) -> Path:
    return candidate.with_name("audit.json")


def _write(candidate: Path, audit: Audit) -> None:
    write_whole(_record_of(candidate), json.dumps(asdict(audit), ensure_ascii=False, indent=2) + "\n")


def _read(candidate: Path) -> Audit | None:
    try:
        content = json.loads(_record_of(candidate).read_bytes())
        content["build"] = _build(content["build"])
        content["release_checks"] = {
            name: ReleaseCheck(**{**check, "expectations": tuple(check["expectations"])})
            for name, check in content["release_checks"].items()
        }
        return Audit(**content)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _build(content: dict[str, Any]) -> Build:
    state = content["warehouse"]
    content["warehouse"] = tuple(state) if state else None
    return Build(**{**content, "checks": ChecksPassed(**content["checks"])})


def _state(warehouse: Path) -> tuple[int, int] | None:
    if not warehouse.is_file():
        return None
    status = warehouse.stat()
    return status.st_size, status.st_mtime_ns


def _label(nodes: Mapping[str, Any], key: str) -> str:
    node = nodes.get(key, {"resource_type": "node", "name": key})
    return f"{node['resource_type']} {node['name']}"


def _named(labels: list[str]) -> str:
    more = len(labels) - _MOST_NAMED
    return ", ".join(labels[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
