"""Being stopped: SIGTERM or Ctrl-C ends this process and all that it started, at once, whatever it is doing.

What is on disk is whole at every moment, so there is nothing to tidy up, and the next run goes on from it. Dagster and
dbt would each bring their work to an orderly end first, which takes long and is not certain to end.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import FrameType

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def end_at_once_when_stopped() -> None:
    """From now on a signal ends the process with status 128 and its number (143, 130), and one line on stderr.

    Must be called by the main thread. A thread of its own waits for the signals, since the main one may be in a long
    query; it hears of them also where a library has set other handlers since.
    """
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    for number in _SIGNALS:
        signal.signal(number, _hold)
    # Dagster has the output of its steps go elsewhere
    terminal = os.dup(2)
    threading.Thread(target=_wait, args=(reading, terminal), name="stopping", daemon=True).start()


def _hold(number: int, frame: FrameType | None) -> None:
    """Start nothing more while the thread ends the process."""
    while True:
        time.sleep(1)


def _wait(reading: int, terminal: int) -> None:
    while (number := os.read(reading, 1)[0]) not in _SIGNALS:
        pass
    for process in _descendants(os.getpid()):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    with suppress(OSError):
        name = signal.Signals(number).name
        os.write(terminal, f"Stopped by {name}. What is complete stays; the next run goes on from it.\n".encode())
    os._exit(128 + number)


def _descendants(process: int) -> list[int]:
    """The processes that a process started, and those that these started."""
    children = defaultdict(list)
    for child, parent in _parents():
        children[parent].append(child)
    found = list(children[process])
    for each in found:
        found += children[each]
    return found


def _parents() -> Iterator[tuple[int, int]]:
    """Every process of the machine with its parent; none where the machine does not tell."""
    if Path("/proc/self/stat").exists():
        for path in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                # a name may hold blanks and brackets
                _, _, rest = path.read_text(encoding="utf-8", errors="replace").rpartition(")")
                yield int(path.parent.name), int(rest.split()[1])
        return
    with suppress(OSError):
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=False)
        for line in listed.stdout.splitlines():
            child, parent = map(int, line.split())
            yield child, parent
