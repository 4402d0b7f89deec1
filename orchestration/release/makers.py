"""What releases are made by: where none of it changed, a row that was published and searched would be so again."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Iterator
from pathlib import Path

import duckdb

from orchestration.settings import CHECKOUT, DBT_PROJECT, Settings

_CODE = {"orchestration": (".py",), "expectations": (".py",), DBT_PROJECT.name: (".sql", ".yml", ".md")}
_NOT_CODE = {"target", "logs"}


def made_by(settings: Settings) -> str:
    """SHA-256 (hex) over the code, the reference data, the contracts, and whether tokens are published."""
    digest = hashlib.sha256(json.dumps([duckdb.__version__, settings.publishes_tokens]).encode())
    for path in _files(settings):
        digest.update(path.encode() + b"\0" + hashlib.sha256(Path(path).read_bytes()).digest())
    return digest.hexdigest()


def _files(settings: Settings) -> Iterator[str]:
    for name, endings in _CODE.items():
        yield from (path for path in _below(CHECKOUT / name, _NOT_CODE) if path.endswith(endings))
    for folder in (settings.reference, settings.contracts):
        yield from _below(folder)


def _below(folder: Path, left_out: Collection[str] = ()) -> Iterator[str]:
    """The files in a folder and below it, in order; without those in folders of its own that are `left_out`."""
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(set(folders) - set(left_out)) if parent == str(folder) else sorted(folders)
        yield from (f"{parent}/{file}" for file in sorted(files))
