"""Runs of Dagster take turns in a home, also those of single assets."""

from __future__ import annotations

import threading
from pathlib import Path

import dagster as dg
import pytest

from orchestration import lease
from orchestration.defs import landing, quality
from orchestration.settings import Settings
from tests.pipeline import another_run, copy_feeds, settings_for


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = settings_for(tmp_path)
    copy_feeds(settings.home, "hq")
    return settings


def materialise(settings: Settings, instance: dg.DagsterInstance) -> tuple[bool, str]:
    """Whether landing one feed succeeded, and what was logged."""
    definitions = landing.definitions(settings)
    result = dg.materialize(
        definitions.assets, selection=[landing.landing_key("hq")], instance=instance, raise_on_error=False
    )
    lease.give_back(settings, result.run_id)
    logged = instance.all_logs(result.run_id)
    return result.success, "\n".join(entry.user_message for entry in logged)


def test_a_single_asset_waits_until_the_other_run_has_ended(settings: Settings) -> None:
    with dg.DagsterInstance.ephemeral() as instance, another_run(settings) as other:
        threading.Timer(1.5, other.stdin.close).start()
        success, logged = materialise(settings, instance)
    assert success
    assert f"Run the-other-run (process {other.pid}, since" in logged
    assert (settings.ledger / "hq.jsonl").read_text()


def test_a_killed_run_is_reported_and_followed(settings: Settings) -> None:
    run = dg.DagsterRun(job_name="build_warehouse", run_id="the-other-run", status=dg.DagsterRunStatus.STARTED)
    with dg.DagsterInstance.ephemeral() as instance, another_run(settings) as other:
        instance.add_run(run)
        other.kill()
        other.wait()
        success, logged = materialise(settings, instance)
        assert instance.get_run_by_id("the-other-run").status == dg.DagsterRunStatus.FAILURE
    assert success
    assert "was killed before it ended" in logged


def test_every_check_takes_its_turn_before_it_looks_at_anything(settings: Settings, monkeypatch) -> None:
    def take_turn(context: object, taken: Settings) -> None:
        raise InterruptedError

    monkeypatch.setattr(quality, "take_turn", take_turn)
    checks = list(quality.definitions(settings).asset_checks)
    assert len(checks) == 6
    for check in checks:
        with pytest.raises(InterruptedError):
            check(dg.build_asset_check_context())
