"""A process with everything loaded that a run needs, and dbt's project parsed: it forks for each command that is asked.

A command is a process of its own, as with `python -m`; only its seconds of importing and parsing are spared. The
server ends when the process does that started it.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import random
import runpy
import selectors
import signal
import socket
import sys
import traceback
from contextlib import suppress
from pathlib import Path

from tests.forks import preloaded

_BYTES = 65_536


class Server:
    """Connections by file descriptor, each with the process that was forked for it."""

    def __init__(self, folder: Path, parent: int) -> None:
        self.folder = folder
        self.parent = parent
        self.listening = socket.socket(socket.AF_UNIX)
        self.listening.bind(str(folder / "socket.tmp"))
        self.listening.listen(16)
        self.selector = selectors.DefaultSelector()
        self.ended, writing = os.pipe()
        for end in (self.ended, writing):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(writing)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self.selector.register(self.listening, selectors.EVENT_READ)
        self.selector.register(self.ended, selectors.EVENT_READ)
        self.children: dict[int, socket.socket] = {}

    def serve(self) -> None:
        """Take commands for as long as the parent lives."""
        (self.folder / "socket.tmp").rename(self.folder / "socket")
        while lives(self.parent):
            for key, _ in self.selector.select(timeout=1):
                if key.fileobj is self.listening:
                    self._fork(self.listening.accept()[0])
                elif key.fileobj == self.ended:
                    os.read(self.ended, _BYTES)
                else:
                    self._stop(key.fileobj)
            self._bury()

    def _fork(self, connection: socket.socket) -> None:
        _, streams, _, _ = socket.recv_fds(connection, 1, 3)
        line = connection.makefile("rb").readline()
        child = os.fork() if line else None
        if child != 0:
            for stream in streams:
                os.close(stream)
            if child is None:
                connection.close()
                return
            self.children[child] = connection
            self.selector.register(connection, selectors.EVENT_READ)
            return
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self.selector.close()
        for own in (self.listening, connection, *self.children.values()):
            own.close()
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        status = 1
        try:
            status = run(json.loads(line))
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)

    def _stop(self, connection: socket.socket) -> None:
        """Whoever asked is gone."""
        for child, own in self.children.items():
            if own is connection:
                os.kill(child, signal.SIGKILL)
        self.selector.unregister(connection)

    def _bury(self) -> None:
        while self.children:
            child, status = os.waitpid(-1, os.WNOHANG)
            if not child:
                return
            connection = self.children.pop(child, None)
            if connection is None:
                continue
            if connection in self.selector.get_map():
                self.selector.unregister(connection)
            with suppress(OSError):
                connection.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
            connection.close()


def lives(process: int) -> bool:
    """Whether there is a process of this number."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def run(asked: dict) -> int:
    """Do in this process what `python -m` does with the arguments. Returns the exit status."""
    os.setpgid(0, asked["group"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.umask(asked["umask"])
    os.chdir(asked["cwd"])
    sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w"), os.fdopen(2, "w", buffering=1)
    random.seed()
    module, *sys.argv[1:] = asked["arguments"]
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        status = 0
    except SystemExit as ended:
        status = ended.code or 0
        if not isinstance(status, int):
            print(status, file=sys.stderr)
            status = 1
    except BaseException:
        traceback.print_exc()
        status = 1
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        if not stream.closed:
            stream.flush()
    return status


def main() -> None:
    folder, parent = Path(sys.argv[1]), int(sys.argv[2])
    # commands start python and dbt by what lies here
    sys.executable = str(folder / "python")
    preloaded.load()
    gc.freeze()
    Server(folder, parent).serve()


if __name__ == "__main__":
    main()
