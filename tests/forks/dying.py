"""A run whose process is killed when it calls a function: `tests.forks.dying MODULE NAME`."""

from __future__ import annotations

import importlib
import os
import signal
import sys

from orchestration.__main__ import main

if __name__ == "__main__":
    module, name = sys.argv[1:]
    setattr(importlib.import_module(module), name, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
    sys.exit(main(["run"]))
