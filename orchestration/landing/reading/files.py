"""Read a feed's file, whatever its format. What the columns mean is not known here."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from orchestration.landing.contracts import Contract
from orchestration.landing.errors import FileRejectedError
from orchestration.landing.reading.tables import Table
from orchestration.landing.reading.texts import read_texts
from orchestration.landing.reading.workbooks import read_workbook

BUFFER_BYTES = 1024 * 1024
SUFFIXES = {".csv": "csv", ".csv.gz": "csv", ".xlsx": "xlsx"}


def read_tables(path: Path, contract: Contract) -> Iterator[Table]:
    """Yield the file under each encoding worth trying: the first that reads to its end without error is the one.

    Reading a table's batches raises `UnicodeDecodeError` when its encoding does not fit, and `FileRejectedError`, as
    this function does, when the file cannot be read under any.
    """
    suffix = next((suffix for suffix in SUFFIXES if path.name.lower().endswith(suffix)), None)
    if suffix is None:
        raise FileRejectedError(
            f"files of the type {path.suffix or '(no suffix)'} cannot be read; save it as {', '.join(SUFFIXES)}"
        )
    if SUFFIXES[suffix] not in contract.formats:
        raise FileRejectedError(
            f"the contract allows {', '.join(contract.formats)} only; export the file so, or add {SUFFIXES[suffix]} "
            f"to formats in {contract.path}"
        )
    if suffix == ".xlsx":
        yield read_workbook(path)
    else:
        opener = gzip.open if suffix == ".csv.gz" else partial(open, buffering=BUFFER_BYTES)
        yield from read_texts(partial(opener, path, "rb"), contract)
