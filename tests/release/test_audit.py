"""A candidate is published only if it is the one that passed every blocking check, of a build that left nothing out."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from release_fixtures import ADD_A_COMPLAINT, CHECKS, NODES, built, candidate_of, change, checked, release

from orchestration.release import (
    ReleaseRefusedError,
    build_candidate,
    current_manifest,
    forget_build,
    publish,
    record_release_check,
)
from orchestration.release.audit import runs_behind
from orchestration.settings import Settings

WHOLE_JOB = r"run the whole job \(`make run`, or the job build_warehouse in the Dagster UI\)"


@pytest.mark.parametrize("status", ["fail", "error", "runtime error"])
def test_no_candidate_is_made_of_a_build_in_which_a_test_failed(
    settings: Settings, warehouse: Path, status: str
) -> None:
    built(settings, {**NODES, "test.shares_sum_to_one": status})
    with pytest.raises(ReleaseRefusedError, match=rf"failed in test shares_sum_to_one: .*{WHOLE_JOB}"):
        build_candidate(settings, warehouse)
    assert not settings.published.exists()


def test_no_candidate_is_made_of_a_model_that_was_built_alone(settings: Settings, warehouse: Path) -> None:
    built(settings, {"model.fct_complaints": "success", "test.complaint_key_is_unique": "pass"})
    with pytest.raises(ReleaseRefusedError, match=rf"was partial: without model yearly_comparison, .*{WHOLE_JOB}"):
        build_candidate(settings, warehouse)


def test_the_runs_that_built_and_checked_a_candidate_are_remembered(settings: Settings, warehouse: Path) -> None:
    built(settings, run_id="first")
    candidate = build_candidate(settings, warehouse)
    record_release_check(candidate, "release_plausible", None, run_id="second")
    record_release_check(candidate, "holds_complaints", None)
    assert runs_behind(candidate) == ["first", "second"]


def test_a_skipped_test_was_not_passed(settings: Settings, warehouse: Path) -> None:
    built(settings, {**NODES, "test.ranks_start_at_one": "skipped"})
    with pytest.raises(ReleaseRefusedError, match=r"partial: without test ranks_start_at_one\."):
        build_candidate(settings, warehouse)


def test_no_candidate_is_made_while_no_build_has_ended(settings: Settings, warehouse: Path) -> None:
    built(settings)
    forget_build(settings)
    with pytest.raises(ReleaseRefusedError, match=f"No finished build stands behind .*{WHOLE_JOB}"):
        build_candidate(settings, warehouse)


def test_no_candidate_is_made_of_a_warehouse_that_was_changed_after_its_build(
    settings: Settings, warehouse: Path
) -> None:
    built(settings)
    change(warehouse, ADD_A_COMPLAINT)
    with pytest.raises(ReleaseRefusedError, match="was changed after its last build"):
        build_candidate(settings, warehouse)


def _refused(settings: Settings, candidate: Path, reason: str) -> None:
    before = current_manifest(settings)
    with pytest.raises(ReleaseRefusedError, match=reason) as refusal:
        publish(settings, candidate, [], {})
    assert "run the whole job" in str(refusal.value)
    assert current_manifest(settings) == before


def test_a_candidate_that_nobody_checked_is_refused(settings: Settings, warehouse: Path) -> None:
    release(settings, warehouse)
    change(warehouse, ADD_A_COMPLAINT)
    built(settings)
    _refused(settings, build_candidate(settings, warehouse), "`release_plausible` has not looked at the candidate")


def test_a_candidate_that_one_check_has_not_seen_is_refused(settings: Settings, warehouse: Path) -> None:
    built(settings)
    candidate = build_candidate(settings, warehouse)
    record_release_check(candidate, "release_plausible", None, (2, 1))
    _refused(settings, candidate, "`holds_complaints` has not looked at the candidate")


def test_a_candidate_whose_audit_failed_is_refused_with_what_it_failed(settings: Settings, warehouse: Path) -> None:
    release(settings, warehouse)
    change(warehouse, ADD_A_COMPLAINT)
    candidate = candidate_of(settings, warehouse)
    checked(candidate, "No complaint is left.")
    _refused(settings, candidate, r"The check `holds_complaints` found in the candidate: No complaint is left\.")
    checked(candidate)
    assert publish(settings, candidate, [], {}).checks == CHECKS


def test_a_candidate_that_is_not_the_one_checked_is_refused(settings: Settings, warehouse: Path) -> None:
    release(settings, warehouse)
    change(warehouse, ADD_A_COMPLAINT)
    candidate = candidate_of(settings, warehouse)
    with duckdb.connect(str(candidate)) as connection:
        connection.execute("delete from core.fct_complaints")
    _refused(settings, candidate, "was changed after it was made or checked")
    checked(candidate)
    _refused(settings, candidate, "was changed after it was made or checked")


def test_a_candidate_without_its_record_is_refused(settings: Settings, warehouse: Path) -> None:
    release(settings, warehouse)
    candidate = candidate_of(settings, warehouse)
    candidate.with_name("audit.json").write_text("{")
    _refused(settings, candidate, "not known which build")


def test_without_a_candidate_there_is_nothing_to_publish(settings: Settings, warehouse: Path) -> None:
    release(settings, warehouse)
    _refused(settings, settings.published / ".candidate" / "complaints.duckdb", "no candidate to publish")


def test_a_release_says_by_which_code_its_candidate_was_made(
    settings: Settings, warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    candidate = candidate_of(settings, warehouse)
    monkeypatch.setattr("orchestration.release.audit.code_version", lambda: "later code")
    assert publish(settings, candidate, [], {}).code_version != "later code"
