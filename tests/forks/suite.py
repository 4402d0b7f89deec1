"""The fork server of a test suite: started when the first test needs it, for all processes of that suite alike."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from orchestration.settings import CHECKOUT, OFFLINE_ENVIRONMENT
from tests.forks.client import SOCKET

_FOLDER = "TESTS_FORK_FOLDER"
_WAITING_DBT = "orchestration.dbt_command"
_CLIENT = Path(__file__).with_name("client.py")


def begin() -> None:
    """Called once by the process that starts those which run tests, before it does."""
    folder = Path(tempfile.mkdtemp(prefix="forks-"))
    os.environ[_FOLDER], os.environ[SOCKET] = str(folder), str(folder / "socket")
    (folder / "parent").write_text(str(os.getpid()))
    fork = f'exec "{sys.executable}" -IS "{_CLIENT}"'
    _write_command(
        folder / "python",
        f'test "$2" = {_WAITING_DBT} && {fork} tests.forks.waiting_dbt\nexec "{sys.executable}" "$@"',
    )
    _write_command(folder / "dbt", f'{fork} tests.forks.dbt_command "$@"')


def end() -> None:
    """Called once by the same process, when all tests have ended."""
    folder = Path(os.environ.pop(_FOLDER))
    if (folder / "pid").exists():
        os.kill(int((folder / "pid").read_text()), signal.SIGTERM)
    shutil.rmtree(folder)


def command(module: str, *arguments: str) -> list[str]:
    """The command that runs a module in a fork, as `python -m` would."""
    _server()
    return [sys.executable, "-IS", str(_CLIENT), module, *arguments]


def dbt_command() -> Path:
    """The command that stands for `dbt`."""
    return _server() / "dbt"


def python_command() -> Path:
    """The command that stands for `python`, which forks the process that dbt runs in and starts any other."""
    return _server() / "python"


def _server() -> Path:
    """The folder of the server, which is started if there is none yet."""
    folder = Path(os.environ[_FOLDER])
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "socket").exists():
            _start(folder)
    return folder


def _start(folder: Path) -> None:
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.forks.server", folder, (folder / "parent").read_text()],
            cwd=CHECKOUT,
            env={**os.environ, **OFFLINE_ENVIRONMENT},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    (folder / "pid").write_text(str(process.pid))
    while not (folder / "socket").exists():
        if process.poll() is not None:
            raise RuntimeError(f"the fork server did not start:\n{(folder / 'log').read_text()}")
        time.sleep(0.05)


def _write_command(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)
