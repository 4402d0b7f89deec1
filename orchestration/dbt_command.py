"""The process that dbt runs in: `python -m orchestration.dbt_command ADAPTER [PARSED]`.

It imports dbt with the adapter and reads the parsed project, where one is named, then waits for one line on its
standard input: a JSON object with the `arguments` of the command and the `environment` that it is to have. It writes
dbt's events to its standard output, as dbt does with `--log-format json`. Without a line it ends, having done nothing.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
from pathlib import Path
from threading import Lock
from typing import Any

from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest
from dbt_common.events.base_types import BaseEvent, EventLevel, EventMsg
from dbt_common.events.event_manager import EventManager
from dbt_common.events.event_manager_client import ctx_set_event_manager
from dbt_common.events.functions import msg_to_json

_TOLD = frozenset({"info", "warn", "error"})
_NO_SUCCESS, _NOT_RUN = 1, 2
_one_line_at_a_time = Lock()


class ToldEvents(EventManager):
    """dbt's manager of events, which leaves alone those that nobody is told of: nine in ten, of which it would write a
    message each."""

    def fire_event(
        self,
        e: BaseEvent,
        level: EventLevel | None = None,
        node: Any = None,
        force_warn_or_error_handling: bool = False,
    ) -> None:
        if force_warn_or_error_handling or (level or e.level_tag()) in _TOLD:
            super().fire_event(e, level, node, force_warn_or_error_handling)


def main(manifest: Manifest | None) -> int:
    """Wait for the command, and run it on the parsed project; dbt parses where there is none. The exit status."""
    # the process ends with its command, before what it could free is worth the time of looking for it (100 MB)
    gc.disable()
    line = sys.stdin.readline()
    if not line:
        return 0
    asked = json.loads(line)
    os.environ.update(asked["environment"])
    # dbt's own logs are made of every event before its level is looked at, which takes a tenth of a build
    ctx_set_event_manager(ToldEvents())
    runner = dbtRunner(manifest=manifest, callbacks=[_tell])
    ran = runner.invoke(["--log-level", "none", *asked["arguments"]])
    if ran.exception is not None:
        return _NOT_RUN
    return 0 if ran.success else _NO_SUCCESS


def read_parsed(path: Path) -> Manifest | None:
    """The project as it was parsed; None where the file is not there or cannot be read."""
    try:
        manifest: Manifest = Manifest.from_msgpack(path.read_bytes())
    except Exception:  # of the many that a damaged file makes the library raise; dbt parses then
        return None
    manifest.build_flat_graph()  # type: ignore[no-untyped-call]
    return manifest


def _tell(event: EventMsg) -> None:
    """Called by each of dbt's threads."""
    if event.info.level in _TOLD:
        with _one_line_at_a_time:
            print(msg_to_json(event), flush=True)


if __name__ == "__main__":
    # takes time to import, which waiting hides
    importlib.import_module(f"dbt.adapters.{sys.argv[1]}")
    sys.exit(main(read_parsed(Path(sys.argv[2])) if sys.argv[2:] else None))
