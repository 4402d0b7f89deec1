"""New files of the tools: written whole or not at all, and never over another."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from orchestration.landing.tools.errors import ToolError

PRIVATE_FILE, FILE_FOR_ALL = 0o600, 0o666


@contextmanager
def new_file(target: Path, mode: int, encoding: str = "utf-8") -> Iterator[TextIO]:
    """A file to write text to, with line ends as they are given. What could not be written whole is removed again.

    Raises `ToolError` where there is such a file already, or where none can be written.
    """
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        raise ToolError(f"{target} exists already; remove it, or choose another name.") from None
    except OSError as error:
        raise _not_written(target, error) from error
    try:
        with os.fdopen(descriptor, "w", encoding=encoding, newline="") as file:
            yield file
    except OSError as error:
        target.unlink()
        raise _not_written(target, error) from error


def _not_written(target: Path, error: OSError) -> ToolError:
    return ToolError(f"{target} cannot be written ({error.strerror}); choose another place.")
