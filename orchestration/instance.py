"""The Dagster instance of a deployment: its configuration, and the history of its runs in SQLite files.

Nothing of a release depends on them: what is damaged is moved away and made anew, so that it stops no run.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import yaml

from orchestration.durable import move_aside, write_whole
from orchestration.locks import locked
from orchestration.settings import Settings

_CONFIGURATION = """\
# The Dagster instance of this deployment.
telemetry:
  enabled: false
nux:
  enabled: false
run_monitoring:
  enabled: true
event_log_storage:
  module: orchestration.event_log
  class: OpenSqliteEventLogStorage
  config:
    dagster_home: {env: DAGSTER_HOME}
"""

_STORES = ("history/runs.db", "history/runs/index.db", "schedules/schedules.db")


def prepare_instance(settings: Settings, say: Callable[[str], None]) -> Path:
    """The folder of the instance, ready to be used. `say` is told what was damaged."""
    folder = settings.dagster_home
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / ".lock"):
        _mend(folder, say)
    return folder


def _mend(folder: Path, say: Callable[[str], None]) -> None:
    configuration = folder / "dagster.yaml"
    if configuration.exists() and not _says_something(configuration):
        _move_away(configuration, say)
    if not configuration.exists():
        write_whole(configuration, _CONFIGURATION)
    for path in (folder / name for name in _STORES):
        if path.exists() and not _is_whole(path):
            _move_away(path, say)
            for suffix in ("-wal", "-shm", "-journal"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)


def _says_something(configuration: Path) -> bool:
    try:
        content = yaml.safe_load(configuration.read_bytes())
    except (OSError, ValueError, yaml.YAMLError):
        return False
    return isinstance(content, dict) and bool(content)


def _is_whole(path: Path) -> bool:
    """Whether SQLite finds no damage, or cannot look because another process is writing."""
    if not path.is_file() or not path.stat().st_size:
        return False
    try:
        with closing(sqlite3.connect(path)) as connection:
            return bool(connection.execute("pragma quick_check(1)").fetchone() == ("ok",))
    except sqlite3.OperationalError as error:
        return "locked" in str(error)
    except sqlite3.DatabaseError:
        return False


def _move_away(path: Path, say: Callable[[str], None]) -> None:
    say(f"{path} was damaged and is made anew; what was there is now {move_aside(path).name}.")
