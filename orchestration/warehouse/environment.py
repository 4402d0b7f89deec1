"""What dbt is told from outside: where the deployment lies, where to write, and to send nothing anywhere."""

from __future__ import annotations

import sys
from pathlib import Path

from orchestration.settings import OFFLINE_ENVIRONMENT, Settings
from orchestration.warehouse.feed_options import feed_options


def target_folder(settings: Settings) -> Path:
    """Where dbt keeps the project as it was parsed for DuckDB, from which Dagster knows the models."""
    return settings.dbt / "target"


def results_folder(settings: Settings) -> Path:
    """Where a build writes its manifest, compiled code and results."""
    return target_folder(settings) if settings.engine == "duckdb" else settings.dbt / settings.engine


def dbt_environment(settings: Settings) -> dict[str, str]:
    """Environment variables for a dbt command of this deployment."""
    return {
        **OFFLINE_ENVIRONMENT,
        "COMPLAINTS_HOME": str(settings.home),
        "COMPLAINTS_CONFIG": str(settings.config),
        "COMPLAINTS_FEED_OPTIONS": feed_options(settings),
        "DBT_TARGET_PATH": str(target_folder(settings)),
        "DBT_LOG_PATH": str(settings.dbt / "logs"),
        # its output says the same, and each event costs dbt as much time for a second log
        "DBT_LOG_LEVEL_FILE": "none",
        "DBT_USE_COLORS": "false",
    }


def dbt_executable() -> Path:
    """The `dbt` command of the running interpreter's own environment."""
    return Path(sys.executable).with_name("dbt")
