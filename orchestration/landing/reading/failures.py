"""Errors of reading, told as the reason for which a file is rejected."""

from __future__ import annotations

import csv
import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from orchestration.landing.errors import FileRejectedError


@contextmanager
def reading_errors_as_rejections() -> Iterator[None]:
    """Raise `FileRejectedError` with the remedy for what goes wrong while a file is read; a vanished file passes."""
    try:
        yield
    except csv.Error as error:
        raise FileRejectedError(
            f"not readable as delimited text ({error}); look for a quotation mark that is never closed"
        ) from error
    except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
        raise FileRejectedError("the compressed data is damaged or cut off; copy or export the file again") from error
    except FileNotFoundError:
        raise
    except OSError as error:
        if error.strerror is None:  # from a library that found the content wrong, not from the operating system
            raise FileRejectedError("its content is damaged or cut off; copy or export the file again") from error
        raise FileRejectedError(f"cannot be read ({error.strerror}); check the file and its permissions") from error
