"""Which lake this is. Load numbers begin at 1 in every lake, so they tell nothing to whoever does not know of which.

`lake/identity.json` is made with the lake, private, and stays for its life; a lake that is removed and made again is
another one. Landing keeps there, too, by which key the tokens of the lake were made.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orchestration.durable import write_whole
from orchestration.locks import locked

_ID = "lake_id"


def lake_id(lake: Path) -> str | None:
    """The random name of a lake (32 hex characters); None where there is no lake, or one whose identity is lost."""
    found = read_identity(lake).get(_ID)
    return found if isinstance(found, str) and found else None


def read_identity(lake: Path) -> dict[str, object]:
    """All that the lake keeps of itself; empty where the file is not there or cannot be read as such."""
    try:
        content = json.loads(identity_file(lake).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def identify_lake(lake: Path) -> str:
    """The lake's id; the lake (a folder that is there) gets one if it has none, such as one from an earlier version."""
    with only_writer(lake):
        if not (found := lake_id(lake)):
            found = uuid.uuid4().hex
            write_whole(identity_file(lake), json.dumps({**read_identity(lake), _ID: found}, indent=2) + "\n")
        return found


@contextmanager
def only_writer(lake: Path) -> Iterator[None]:
    """Hold off, for as long as the block lasts, whoever else would write the identity of a lake (a folder)."""
    with locked(lake / ".lock-identity"):
        yield


def identity_file(lake: Path) -> Path:
    """Where a lake keeps its identity."""
    return lake / "identity.json"
