"""A run that counts what it does: `tests.forks.counting FILE [MODULE NAME]` writes that to a file, as JSON.

`processes`: the commands it started; `read`: how often it opened each file of the landing zone; `imported`: modules.
The function `NAME` of `MODULE`, where one is named, says no to everything.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from orchestration.__main__ import main
from orchestration.settings import Settings


def counted(patched: list[str]) -> dict[str, Any]:
    """Run the main job, and return what it did."""
    landing = f"{Settings.from_env().landing}/"
    processes: list[list[str]] = []
    read: Counter[str] = Counter()

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "subprocess.Popen":
            processes.append([str(word) for word in arguments[1]])
        elif event == "open" and isinstance(arguments[0], str) and arguments[0].startswith(landing):
            read[Path(arguments[0]).name] += 1

    if patched:
        module, name = patched
        setattr(importlib.import_module(module), name, lambda *_, **__: False)
    sys.addaudithook(hear)
    status = main(["run"])
    return {"status": status, "processes": processes, "read": read, "imported": sorted(sys.modules)}


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(counted(sys.argv[2:])))
