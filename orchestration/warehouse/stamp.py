"""What the warehouse file was made from, kept beside it: the models and reference data, and the lake."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from orchestration.durable import write_whole
from orchestration.lake_identity import lake_id
from orchestration.settings import Settings
from orchestration.warehouse.sources import sources_of_kept_rows


@dataclass(frozen=True)
class Stamp:
    """`sources` is the hash of what kept rows are made from, `lake` the id of the lake.

    `inputs` is the hash of all that the build read, as it was before; None where that is not known.

    `file` is the size of the warehouse file, and the time of its last change in nanoseconds: whoever else wrote to it,
    or a build that did not finish, has changed them.
    """

    sources: str
    lake: str | None
    file: tuple[int, int] | None
    inputs: str | None = None


def current_stamp(settings: Settings, inputs: str | None = None) -> Stamp:
    """What a warehouse that is built now is made from."""
    return Stamp(sources_of_kept_rows(settings), lake_id(settings.lake), file_state(settings), inputs)


def file_state(settings: Settings) -> tuple[int, int] | None:
    """Size and time of the warehouse file; None where there is none."""
    try:
        status = settings.warehouse.stat()
    except FileNotFoundError:
        return None
    return status.st_size, status.st_mtime_ns


def read_stamp(settings: Settings) -> Stamp | None:
    """What the last whole build was made from; None where it is not told, or not in a way that can be read."""
    try:
        content = json.loads(settings.warehouse_fingerprint.read_text(encoding="utf-8"))
        return Stamp(content["sources"], content["lake"], tuple(content["file"] or ()) or None, content.get("inputs"))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def write_stamp(settings: Settings, inputs: str | None) -> None:
    """Remember that the warehouse file is whole, and what made it."""
    write_whole(settings.warehouse_fingerprint, json.dumps(asdict(current_stamp(settings, inputs))) + "\n")
