"""A run from a terminal, as Dagster keeps it."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.definitions_class import SINGLETON_REPOSITORY_NAME
from dagster._core.remote_origin import RemoteRepositoryOrigin
from dagster._core.workspace.load_target import ModuleTarget

from orchestration import run, starting
from orchestration.defs.schedules import JOB_NAME
from orchestration.settings import Settings
from tests.pipeline import settings_for


def code_location_of_the_ui(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> RemoteRepositoryOrigin:
    """Where the UI finds the job, from the command that `complaints dev` opens it by."""
    commands: list[list[str]] = []

    def becomes(_: Path, arguments: list[str]) -> None:
        commands.append(arguments)
        raise SystemExit

    monkeypatch.setattr(starting.os, "execv", becomes)
    monkeypatch.setattr(starting, "prepare_instance", lambda *_: settings.dagster_home)
    monkeypatch.setenv("DAGSTER_HOME", "")
    with pytest.raises(SystemExit):
        starting.start(settings, "dev")
    module = commands[0][commands[0].index("--module-name") + 1]
    target = ModuleTarget(module_name=module, attribute=None, working_directory=None, location_name=None)
    (location,) = target.create_origins()
    return RemoteRepositoryOrigin(location, SINGLETON_REPOSITORY_NAME)


def test_a_run_from_a_terminal_stands_in_the_history_of_its_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_for(tmp_path)
    label = code_location_of_the_ui(monkeypatch, settings).get_label()

    @dg.asset
    def broken() -> None:
        raise dg.Failure("nothing is published")

    job = dg.define_asset_job(JOB_NAME, dg.AssetSelection.all())
    monkeypatch.setattr(run, "build_definitions", lambda _: dg.Definitions(assets=[broken], jobs=[job]))
    with dg.DagsterInstance.ephemeral() as instance:
        assert run._run(settings, instance, "5a9a4a4e-0000-4000-8000-000000000000", 0) == 1
        # as the UI asks for it
        (shown,) = instance.get_runs(dg.RunsFilter(job_name=JOB_NAME, tags={".dagster/repository": label}))
    assert shown.run_id.startswith("5a9a4a4e")
