"""What is said of a PostgreSQL database that could not be brought to a release: what is wrong, and what to do."""

from __future__ import annotations

import psycopg
from psycopg import errors


class TargetError(RuntimeError):
    """A database could not be brought to a release, and is as it was. The message names cause and remedy, no secret.

    `passes` says whether it may be otherwise in a while, without anybody doing something.
    """

    def __init__(self, message: str, *, passes: bool = False) -> None:
        super().__init__(message)
        self.passes = passes


def in_words(error: psycopg.Error) -> TargetError:
    """An error of the server as a person is told of it. It leaves out the row that the server was at."""
    diagnosis = error.diag
    said = " ".join((diagnosis.message_primary or str(error)).split()).rstrip(".?")
    match error:
        case errors.DependentObjectsStillExist():
            return TargetError(
                "The tables of this release have other columns or keys than those before, which others depend on: "
                f"{'; '.join((diagnosis.message_detail or said).splitlines())}. Keep their statements (pg_dump "
                "--schema-only has them), drop them, run again, and make them anew."
            )
        case errors.InsufficientPrivilege():
            return TargetError(f"{said}. Grant this to the user of the connection, and run again.")
        case errors.ReadOnlySqlTransaction():
            return TargetError(f"{said}. Name the primary server, not a standby.")
        case errors.LockNotAvailable() | errors.DeadlockDetected():
            return TargetError(f"{said}. Somebody else holds what is needed; the next run tries again.", passes=True)
        case errors.DataError():
            return TargetError(
                f"The server does not take a value of {_place(error)}: {said}. The release holds it all the same."
            )
        case psycopg.OperationalError() | psycopg.InterfaceError():
            return TargetError(
                f"{said}. See to it that the server runs, and that it lets this user in; the next run tries again.",
                passes=True,
            )
    return TargetError(f"{said} ({error.sqlstate or type(error).__name__}).")


def _place(error: psycopg.Error) -> str:
    """The table and column at which a COPY was, from a context that also holds the value."""
    words = (error.diag.context or "").split(":")[0].split(", ")
    return ", ".join(word for word in words if not word.startswith("line ")).removeprefix("COPY ") or "the release"
