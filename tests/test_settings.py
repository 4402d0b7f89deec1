"""What the environment may say about a deployment."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestration.settings import BUNDLED_CONFIG, CHECKOUT, Settings, SettingsError


def test_everything_has_a_default() -> None:
    settings = Settings.from_env({})
    assert (settings.home, settings.config) == (CHECKOUT / "data", BUNDLED_CONFIG)
    assert settings.uses_demo_token_key
    assert settings.uses_bundled_config


def test_relative_paths_become_absolute() -> None:
    assert Settings.from_env({"COMPLAINTS_HOME": "somewhere/投 诉"}).home == Path.cwd() / "somewhere" / "投 诉"


@pytest.mark.parametrize("letter", ["'", '"', "*", "?", "[", "{"])
def test_a_path_that_the_databases_could_not_read_is_refused(letter: str) -> None:
    with pytest.raises(SettingsError, match=r"COMPLAINTS_HOME: .* choose a path without"):
        Settings.from_env({"COMPLAINTS_HOME": f"/srv/comp{letter}laints"})


def test_a_configuration_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"COMPLAINTS_CONFIG: .* has no folder `reference`"):
        Settings.from_env({"COMPLAINTS_CONFIG": str(tmp_path)})


def test_a_database_is_named_by_a_secret_that_is_not_shown() -> None:
    assert Settings.from_env({}).postgres_url is None
    assert Settings.from_env({"COMPLAINTS_POSTGRES_URL": ""}).postgres_url is None
    settings = Settings.from_env({"COMPLAINTS_POSTGRES_URL": "postgresql://loader:secret@db/complaints"})
    assert settings.postgres_url == "postgresql://loader:secret@db/complaints"
    assert "secret" not in repr(settings)


def test_addresses_of_spark_are_taken_as_they_are_and_its_password_is_not_shown() -> None:
    none = Settings.from_env({"COMPLAINTS_SPARK_MASTER": "", "COMPLAINTS_SPARK_THRIFT": ""})
    assert (none.spark_master, none.spark_thrift) == (None, None)
    settings = Settings.from_env(
        {"COMPLAINTS_SPARK_MASTER": "spark://here:7077", "COMPLAINTS_SPARK_THRIFT": "ana:secret@here:10000"}
    )
    assert (settings.spark_master, settings.spark_thrift) == ("spark://here:7077", "ana:secret@here:10000")
    assert "secret" not in repr(settings)


def test_a_key_that_can_be_guessed_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"COMPLAINTS_TOKEN_KEY: 15 characters .*openssl rand -hex 32"):
        Settings.from_env({"COMPLAINTS_TOKEN_KEY": "fifteen letters"})
    assert not Settings.from_env({"COMPLAINTS_TOKEN_KEY": "sixteen letters."}).uses_demo_token_key


@pytest.mark.parametrize("text", ["0", "-1", "many", "1.5"])
@pytest.mark.parametrize("variable", ["COMPLAINTS_RELEASES_KEPT", "COMPLAINTS_RUN_DAYS_KEPT"])
def test_what_is_kept_is_a_whole_number_from_1(variable: str, text: str) -> None:
    with pytest.raises(SettingsError, match=f"{variable}: '{text}' is no whole number"):
        Settings.from_env({variable: text})


def test_as_many_files_land_at_a_time_as_there_are_processors_or_as_is_said() -> None:
    assert Settings.from_env({}).landing_workers == len(os.sched_getaffinity(0))
    assert Settings.from_env({"COMPLAINTS_LANDING_WORKERS": "3"}).landing_workers == 3
    with pytest.raises(SettingsError, match="COMPLAINTS_LANDING_WORKERS: '0' is no whole number of 1 or more"):
        Settings.from_env({"COMPLAINTS_LANDING_WORKERS": "0"})


def test_how_much_is_kept_can_be_set() -> None:
    settings = Settings.from_env({"COMPLAINTS_RELEASES_KEPT": "1", "COMPLAINTS_RUN_DAYS_KEPT": "7"})
    assert (settings.releases_kept, settings.run_days_kept) == (1, 7)


def test_the_engine_is_one_that_is_known() -> None:
    assert Settings.from_env({}).engine == "duckdb"
    assert Settings.from_env({"COMPLAINTS_ENGINE": "spark"}).engine == "spark"
    with pytest.raises(SettingsError, match="COMPLAINTS_ENGINE: 'sparc' builds no models; give one of duckdb, spark"):
        Settings.from_env({"COMPLAINTS_ENGINE": "sparc"})
