"""Run a module as `python -m` would, in a fork of the process that the tests keep ready: `client.py MODULE ARGUMENT …`.

Needs nothing but the standard library, so that it starts in milliseconds. The fork has this process's folder,
environment, umask, process group, standard streams and exit status, and ends when this process does.
"""

import json
import os
import socket
import sys
from pathlib import Path

SOCKET = "TESTS_FORK_SERVER"


def main() -> int:
    """Ask for the fork, and wait for its end."""
    asked = {
        "arguments": sys.argv[1:],
        "cwd": str(Path.cwd()),
        "environment": dict(os.environ),
        "umask": os.umask(0),
        "group": os.getpgrp(),
    }
    with socket.socket(socket.AF_UNIX) as server:
        server.connect(os.environ[SOCKET])
        # the streams go with a byte of their own, since a message of any length may arrive in pieces
        socket.send_fds(server, [b"."], [0, 1, 2])
        server.sendall(json.dumps(asked).encode() + b"\n")
        status = int(server.makefile().readline() or "1")
    if status < 0:
        os.kill(os.getpid(), -status)
    return status


if __name__ == "__main__":
    sys.exit(main())
