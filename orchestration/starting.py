"""Starting Dagster on a deployment: for one run in this process, or for its UI in the place of this process."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from orchestration.disk_errors import remedy, words_or_raise
from orchestration.file_modes import keep_private
from orchestration.garbage import importing_for_good
from orchestration.instance import prepare_instance
from orchestration.settings import DEFINITIONS_MODULE, OFFLINE_ENVIRONMENT, Settings
from orchestration.warehouse import keep_dbt_waiting, may_have_to_build, prepare_manifest
from orchestration.warehouse.manifest import DbtParseError


def start(settings: Settings, command: str) -> int:
    """Run (`run`) or open (`dev`) a deployment whose settings and configuration are in order; the exit status.

    What the disk refuses ends it with a line that names the place and the remedy.
    """
    try:
        return _start(settings, command)
    except DbtParseError as error:
        _say(remedy(str(error), settings.home) or str(error))
    except Exception as error:
        _say(words_or_raise(error, settings.home))
    return 1


def _start(settings: Settings, command: str) -> int:
    keep_private(settings)
    os.environ.update(OFFLINE_ENVIRONMENT)
    os.environ["DAGSTER_HOME"] = str(prepare_instance(settings, _say))
    if command == "dev":
        dagster = Path(sys.executable).with_name("dagster")
        os.execv(dagster, [str(dagster), "dev", "--module-name", DEFINITIONS_MODULE])
    prepare_manifest(settings)
    if may_have_to_build(settings):
        keep_dbt_waiting(settings)
    # Dagster takes seconds to import, in which dbt's process does the same; `dev` would pay twice
    with importing_for_good():
        from orchestration.run import run_once

    return run_once(settings)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
