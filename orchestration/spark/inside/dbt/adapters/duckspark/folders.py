"""Where the rows of a build lie, and which of them count.

A relation is a view over one folder of Parquet files, which a build writes whole beside the one that there is. Between
the two stands a table of Spark's catalogue, named after the folder, so that a query that reads the view opens no file
to learn its columns; but where months have folders of their own.

`tables.json` says which folder that is. It is replaced by a rename, and the view in one statement, so whoever reads
sees the rows before the build or those after it. Spark's own catalogue lasts no longer than its server, and is made
from that file when a build begins.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import uuid
from pathlib import Path
from threading import Lock
from typing import Any

import pyarrow.parquet as pq

from orchestration.spark.change import columns_shown

INCLUDE = Path(__file__).parents[2] / "include" / "duckspark"

_one_at_a_time = Lock()
_OVER_A_FOLDER = re.compile("__[0-9a-f]{32}$")
_SAID_BY_SPARK = b"org.apache.spark.sql.parquet.row.metadata"


def new_folder(schema: str, identifier: str) -> Path:
    """A folder that is not there yet, for the rows of a relation as this build makes them."""
    return _folders(schema, identifier) / uuid.uuid4().hex


def statements_that_show(schema: str, identifier: str, folder: Path, *, is_there: bool) -> list[str]:
    """The statements in Spark's SQL by which a relation shows the rows of a folder.

    A view that `is_there` is altered: `create or replace` would drop it first, and whoever asks for it just then would
    find no such table.
    """
    show = f"{'alter' if is_there else 'create or replace'} view {schema}.{identifier} as"
    shown = f"select {', '.join(columns_shown(folder))} from"
    columns = columns_of(folder)
    if not columns:
        # of folders within it, the catalogue would have to be told
        return [f"{show} {shown} parquet.`{folder}`"]
    files = table_over(schema, identifier, folder)
    typed = ", ".join(f"`{name}` {kind}" for name, kind in columns.items())
    return [
        f"create table if not exists {files} ({typed}) using parquet options (path '{folder}')",
        f"{show} {shown} {files}",
    ]


def table_over(schema: str, identifier: str, folder: Path) -> str:
    """The name of the table in Spark's catalogue that is the files of a folder."""
    return f"{schema}.{identifier}__{folder.name}"


def is_over_a_folder(identifier: str) -> bool:
    """Whether a relation is such a table."""
    return _OVER_A_FOLDER.search(identifier) is not None


def columns_of(folder: Path) -> dict[str, str]:
    """The columns of a folder with their types in Spark's SQL, as its files say; none where months have folders."""
    file = next(folder.glob("*.parquet"), None)
    if file is None:
        return {}
    said = json.loads(pq.read_schema(file).metadata[_SAID_BY_SPARK])
    return {field["name"]: _type(field["type"]) for field in said["fields"]}


def _type(said: Any) -> str:
    if isinstance(said, str):
        return said
    if said["type"] == "array":
        return f"array<{_type(said['elementType'])}>"
    if said["type"] == "map":
        return f"map<{_type(said['keyType'])}, {_type(said['valueType'])}>"
    fields = ", ".join(f"`{field['name']}`: {_type(field['type'])}" for field in said["fields"])
    return f"struct<{fields}>"


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
