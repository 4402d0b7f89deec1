"""Asks a Thrift server a question that only a worker can answer: `answering.py host port user`, the password on stdin.

Ends with status 0 when it was answered, else with what the server or the way to it says on stderr.
"""

from __future__ import annotations

import sys
from contextlib import closing

from pyhive import hive


def main() -> None:
    host, port, user = sys.argv[1:]
    password = sys.stdin.read()
    login = {"auth": "CUSTOM", "password": password} if password else {"auth": "NONE"}
    try:
        with (
            closing(hive.connect(host=host, port=int(port), username=user, **login)) as connection,
            closing(connection.cursor()) as cursor,
        ):
            cursor.execute("select sum(id) from range(0, 2, 1, 2)")
            answer = cursor.fetchall()
    except Exception as error:
        sys.exit(_words(error))
    if answer != [(1,)]:
        sys.exit(f"it says that 0 and 1 make {answer}")


def _words(error: Exception) -> str:
    """The first line of what the server says, which comes with the places in its code."""
    response = error.args[0] if error.args else error
    status = getattr(response, "status", None)
    return str(getattr(status, "errorMessage", None) or error).partition("\n")[0]


if __name__ == "__main__":
    main()
