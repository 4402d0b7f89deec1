"""What releases are made by: where none of it changed, a row that was published and searched would be so again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb

from orchestration.settings import CHECKOUT, DBT_PROJECT, Settings

_CODE = {"orchestration": ("*.py",), "expectations": ("*.py",), DBT_PROJECT.name: ("*.sql", "*.yml", "*.md")}
_NOT_CODE = {"target", "logs"}


def made_by(settings: Settings) -> str:
    """SHA-256 (hex) over the code, the reference data, the contracts, and whether tokens are published."""
    digest = hashlib.sha256(json.dumps([duckdb.__version__, settings.publishes_tokens]).encode())
    for path in _files(settings):
        digest.update(str(path).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(settings: Settings) -> Iterator[Path]:
    for name, patterns in _CODE.items():
        for pattern in patterns:
            for path in sorted((CHECKOUT / name).rglob(pattern)):
                if path.relative_to(CHECKOUT).parts[1] not in _NOT_CODE:
                    yield path
    for folder in (settings.reference, settings.contracts):
        yield from sorted(path for path in folder.rglob("*") if path.is_file())
