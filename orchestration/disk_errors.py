"""Errors of the disk in words: no room, no right, a folder where a file belongs; whoever met them, with what to do."""

from __future__ import annotations

import errno
import os
import re
import sqlite3
from pathlib import Path

import duckdb

_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_RIGHTS = (errno.EACCES, errno.EPERM, errno.EROFS)
_KIND = (errno.EISDIR, errno.ENOTDIR, errno.ELOOP, errno.EEXIST)
_FAILED = (errno.EIO, errno.ESTALE)
_SQLITE_FULL = "disk is full"
_SQLITE_FAILED = "disk I/O error"  # also where a file may not grow any more
_SQLITE_READ_ONLY = "readonly database"


def in_words(error: BaseException, home: Path) -> str | None:
    """What to tell a person of an error that the disk caused, or that such a one led to; None for any other."""
    each: BaseException | None = error
    while each is not None:
        if isinstance(each, (OSError, sqlite3.Error, duckdb.Error)) and (what_to_do := remedy(str(each), home)):
            return f"{_said(each)}. {what_to_do}"
        each = each.__cause__ or each.__context__
    return None


def words_or_raise(error: BaseException, home: Path) -> str:
    """What `in_words` says; an error that has nothing to do with the disk is raised again."""
    words = in_words(error, home)
    if words is None:
        raise error
    return words


def remedy(said: str, home: Path) -> str | None:
    """What to do about an error by its words, the system's or a database's; None where it is of another kind."""
    if _says(said, _ROOM) or _SQLITE_FULL in said:
        return (
            "A file could not be written for want of room. "
            f"Make room for {home}, and run again. What is complete stays."
        )
    if _SQLITE_FAILED in said:
        return f"The disk is full, or it fails. Make room for {home}, and run again. What is complete stays."
    if _says(said, _RIGHTS) or _SQLITE_READ_ONLY in said:
        return f"Give this user the right to read and write there, as in all of {home}, and run again."
    if _says(said, _FAILED):
        return "The disk fails, or the connection to it: see to it, and run again. What is complete stays."
    if _says(said, _KIND):
        return "Something else lies where a file or folder of the warehouse belongs: move it away, and run again."
    return None


def _says(said: str, numbers: tuple[int, ...]) -> bool:
    return any(os.strerror(number).lower() in said.lower() for number in numbers)


def _said(error: BaseException) -> str:
    return re.sub(r"^\[Errno \d+\] ", "", str(error)).strip().rstrip(".")
