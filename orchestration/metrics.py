"""`complaints metrics`: MetricFlow's command `mf` over the newest release, from the environment of `make metrics`.

MetricFlow reads a folder of its own in the home: the metrics as dbt parsed them, and a profile that opens the release
read-only under the name of the build's file, which the metrics go by. A run may be at work meanwhile.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from orchestration.disk_errors import words_or_raise
from orchestration.durable import write_whole
from orchestration.settings import OFFLINE_ENVIRONMENT, Settings, SettingsError
from orchestration.warehouse import semantic_manifest
from orchestration.warehouse.manifest import DbtParseError

_COMMAND = Path(sys.prefix) / "metrics" / "bin" / "mf"

# `mf` asks the package registry for a newer version whenever it starts, and gives up at once where nobody answers
_NOBODY = "http://127.0.0.1:9"
_UNASKED = {"HTTPS_PROXY": _NOBODY, "https_proxy": _NOBODY, "NO_PROXY": "", "no_proxy": ""}


def main(arguments: Sequence[str], program: str = "complaints") -> int:
    """Become `mf` with the arguments after the first; 1 where it is not installed, or there is nothing to ask."""
    if not _COMMAND.exists():
        return _say(f"{_COMMAND} is not there: `make metrics` installs MetricFlow.")
    try:
        settings = Settings.from_env()
    except SettingsError as error:
        return _say(error)
    if not settings.published_database.exists():
        return _say(f"{settings.published_database} is not there: `{program} run` publishes a release.")
    try:
        environment = metrics_environment(settings, settings.published_database)
    except DbtParseError as error:
        return _say(error)
    except OSError as error:
        return _say(words_or_raise(error, settings.home))
    return os.execve(_COMMAND, [str(_COMMAND), *arguments[1:]], {**os.environ, **environment})


def metrics_environment(settings: Settings, database: Path) -> dict[str, str]:
    """What `mf` has to be told by its environment to ask `database`, a release or a build. Writes what it reads.

    Raises `DbtParseError` if the metrics cannot be parsed.
    """
    folder = settings.dbt / "metrics"
    metrics = semantic_manifest(settings)
    (folder / "target").mkdir(parents=True, exist_ok=True)
    (settings.dbt / "logs").mkdir(exist_ok=True)
    opened = {"path": str(database), "alias": settings.warehouse.stem, "read_only": True}
    profile = {"type": "duckdb", "path": ":memory:", "attach": [opened]}
    # JSON is YAML too
    for name, content in (
        ("dbt_project.yml", {"name": "complaint_metrics", "config-version": 2, "profile": "release"}),
        ("profiles.yml", {"release": {"target": "release", "outputs": {"release": profile}}}),
    ):
        write_whole(folder / name, json.dumps(content, ensure_ascii=False))
    write_whole(folder / "target" / "semantic_manifest.json", metrics)
    return {
        **OFFLINE_ENVIRONMENT,
        **_UNASKED,
        "DBT_PROJECT_DIR": str(folder),
        "DBT_PROFILES_DIR": str(folder),
        "DBT_LOG_PATH": str(settings.dbt / "logs"),
        "DBT_LOG_LEVEL_FILE": "none",
    }


def _say(line: object) -> int:
    print(line, file=sys.stderr)
    return 1
