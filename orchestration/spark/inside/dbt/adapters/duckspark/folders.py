"""Where the rows of a build lie, and which of them count.

A relation is a view over one folder of Parquet files, which a build writes whole beside the one that there is.
`tables.json` says which folder that is. It is replaced by a rename, and the view in one statement, so whoever reads
sees the rows before the build or those after it. Spark's own catalogue lasts no longer than its server, and is made
from that file when a build begins.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from pathlib import Path
from threading import Lock

from orchestration.spark.change import columns_shown

INCLUDE = Path(__file__).parents[2] / "include" / "duckspark"

_one_at_a_time = Lock()


def new_folder(schema: str, identifier: str) -> Path:
    """A folder that is not there yet, for the rows of a relation as this build makes them."""
    return _folders(schema, identifier) / uuid.uuid4().hex


def shown_from(folder: Path) -> str:
    """The query in Spark's SQL that shows the rows of a folder."""
    return f"select {', '.join(columns_shown(folder))} from parquet.`{folder}`"


def known_folders() -> dict[str, dict[str, str]]:
    """The folder of each relation that builds have left, by schema and name."""
    try:
        found: dict[str, dict[str, str]] = json.loads(_list().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return found


def switch_to(schema: str, identifier: str, folder: Path) -> None:
    """Have a relation's rows be those of `folder`; of the others the newest stays, which somebody may be reading."""
    with _one_at_a_time:
        known = known_folders()
        before = known.setdefault(schema, {}).get(identifier)
        known[schema][identifier] = str(folder)
        written = _list().with_suffix(f".{uuid.uuid4().hex}")
        written.write_text(json.dumps(known, indent=1), encoding="utf-8")
        written.replace(_list())
    for path in _folders(schema, identifier).iterdir():
        if str(path) not in (before, str(folder)):
            shutil.rmtree(path, ignore_errors=True)


def _folders(schema: str, identifier: str) -> Path:
    return _place() / "tables" / schema / identifier


def _list() -> Path:
    return _place() / "tables.json"


def _place() -> Path:
    return Path(os.environ["COMPLAINTS_HOME"]) / "spark"
