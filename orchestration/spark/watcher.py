"""A process that ends its process group when whoever started it is gone: `watcher.py <process id>`.

It leads the group of a cluster's processes. Whoever started it may be killed at any moment, and then cannot stop them.
It ends with them when its input ends, too. A line on stdout tells that it watches.
"""

from __future__ import annotations

import os
import select
import signal
import sys

_SECONDS = 0.5  # between two looks


def watch(starter: int) -> None:
    """Return when the process is no longer the parent of this one, or the input has ended."""
    while os.getppid() == starter:
        readable, _, _ = select.select([sys.stdin], [], [], _SECONDS)
        if readable:
            return


if __name__ == "__main__":
    # a terminal's Ctrl-C and hang-up are for whoever started this, who stops the group in order
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    print(flush=True)
    watch(int(sys.argv[1]))
    os.killpg(0, signal.SIGKILL)
