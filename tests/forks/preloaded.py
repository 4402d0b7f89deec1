"""What the fork server has ready: the libraries and modules of a run, and the dbt project as dbt parsed it."""

from __future__ import annotations

import fcntl
import importlib
import os
from pathlib import Path

from orchestration.settings import BUNDLED_CONFIG, CHECKOUT, DBT_PROJECT, OFFLINE_ENVIRONMENT

MODULES = (
    *("dagster", "dagster_dbt", "dbt.cli.main", "dbt.adapters.duckdb.impl", "great_expectations", "pandas", "sqlite3"),
    *("expectations.validation", "orchestration.quality", "orchestration.run"),
    *("orchestration.purging", "orchestration.rekeying", "orchestration.dbt_command"),
)

# dbt parses only what changed since the tests ran the last time; a deployment's places are not part of what it parsed
_KEPT = CHECKOUT / ".pytest_cache" / "dbt"

manifest = None


def load() -> None:
    """Import the modules and parse the project. Raises what dbt raises, or `RuntimeError` with what it objects to."""
    global manifest
    for name in MODULES:
        importlib.import_module(name)
    # nobody is still writing the files that a test has written
    importlib.import_module("orchestration.landing.landing_zone").SETTLE_SECONDS = 0
    manifest = _parsed()


def _parsed() -> object:
    from dbt.cli.main import dbtRunner

    from orchestration.dbt_command import read_parsed
    from orchestration.warehouse.manifest import parsed_checkout

    folder = parsed_checkout()
    if folder and (parsed := read_parsed(folder / "parsed.msgpack")):
        return parsed
    places = {"COMPLAINTS_HOME": "/nowhere", "COMPLAINTS_CONFIG": str(BUNDLED_CONFIG)}
    _KEPT.mkdir(parents=True, exist_ok=True)
    os.environ.update(OFFLINE_ENVIRONMENT | places | {"DBT_TARGET_PATH": str(_KEPT), "DBT_LOG_PATH": str(_KEPT)})
    with (_KEPT / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folders = ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)]
        ran = dbtRunner().invoke(["--quiet", "parse", *folders])
    if not ran.success:
        raise ran.exception or RuntimeError("dbt cannot parse its project")
    return ran.result


def target_folder() -> Path:
    """Where a dbt command of this process's environment writes."""
    return Path(os.environ["DBT_TARGET_PATH"])
