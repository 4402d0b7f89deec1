"""A wrong configuration stops a run before anything lands."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from orchestration.__main__ import main
from orchestration.configuration import ConfigurationError, check_configuration
from orchestration.settings import BUNDLED_CONFIG, Settings
from tests.pipeline import copy_feeds, environment, run, settings_for


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    shutil.copytree(BUNDLED_CONFIG, tmp_path / "config", ignore=shutil.ignore_patterns("feeds"))
    return settings_for(tmp_path / "home", tmp_path / "config")


def _break(settings: Settings) -> None:
    with (settings.contracts / "hq.yml").open("a", encoding="utf-8") as contract:
        contract.write("colour: red\n")
    with (settings.reference / "lines.csv").open("a", encoding="utf-8") as lines:
        lines.write("Other Lines,Other,其他\n")


def test_the_bundled_configuration_is_in_order(settings: Settings) -> None:
    check_configuration(settings)


def test_contracts_and_reference_data_are_judged_at_once(settings: Settings) -> None:
    _break(settings)
    with pytest.raises(ConfigurationError) as refusal:
        check_configuration(settings)
    contract, *lines = str(refusal.value).splitlines()
    assert contract.startswith(f"{settings.contracts / 'hq.yml'}, line ")
    assert all(line.startswith(f"{settings.reference / 'lines.csv'}, line 5: ") for line in lines)


def test_the_ui_is_not_opened_on_a_wrong_configuration(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _break(settings)
    for name, value in environment(settings).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(os, "execv", lambda *_: pytest.fail("the UI was opened"))
    assert main(["dev"]) == 1
    assert "colour: unknown entry; remove it" in capsys.readouterr().err


@pytest.mark.job
def test_nothing_lands_under_a_wrong_configuration(settings: Settings) -> None:
    copy_feeds(settings.home, "hq")
    _break(settings)
    ran = run(settings)
    assert ran.returncode == 1
    assert "colour: unknown entry; remove it" in ran.stderr
    assert "lines.csv, line 5: line_code: 'Other Lines' is no code" in ran.stderr
    assert not settings.lake.exists()
