"""Who has the warehouse file open: DuckDB lets in one process that writes, and no reader beside it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import duckdb

from orchestration.settings import Settings

LONGEST_WAIT = 120.0
_LOOK_EVERY = 0.5


class WarehouseInUseError(Exception):
    """Another program has the warehouse file open. The message names its process and the remedy."""


def await_warehouse(settings: Settings, say: Callable[[str], None], longest_wait: float = LONGEST_WAIT) -> None:
    """Wait until no other program has the warehouse file open: a reader, or the dbt of a run that was killed.

    Raises `WarehouseInUseError` after `longest_wait` seconds. What else is wrong with the file is not looked at.
    """
    deadline = time.monotonic() + longest_wait
    is_said = False
    while in_use := _in_use(settings):
        if time.monotonic() >= deadline:
            raise WarehouseInUseError(f"{in_use} Close it there, or end that process, and run again.")
        if not is_said:
            say(f"{in_use} This run waits for it.")
            is_said = True
        time.sleep(_LOOK_EVERY)


def _in_use(settings: Settings) -> str | None:
    path = settings.warehouse
    if not path.is_file() or not path.stat().st_size:
        return None
    try:
        duckdb.connect(str(path)).close()
    except duckdb.IOException as error:
        if "lock" not in str(error).lower():
            return None
        found = re.search(r"PID (\d+)", str(error))
        return f"{path} is open in {f'process {found[1]}' if found else 'another process'}."
    except duckdb.Error:
        return None
    return None
