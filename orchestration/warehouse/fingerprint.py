"""One hash over the files that decide what dbt builds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from orchestration.settings import DBT_PROJECT, Settings
from orchestration.warehouse.feed_options import feed_options

_NOT_CODE = {"target", "logs"}


def project_fingerprint() -> str:
    """SHA-256 over the dbt project, as 64 hex characters: what dbt parses is the same wherever a deployment lies."""
    digest = hashlib.sha256()
    _add_files(digest, DBT_PROJECT)
    return digest.hexdigest()


def fingerprint(settings: Settings) -> str:
    """SHA-256 over the dbt project, the reference data, contract options, and the places of all; 64 hex characters."""
    digest = hashlib.sha256()
    for text in (str(settings.home), str(settings.config), feed_options(settings)):
        digest.update(text.encode() + b"\0")
    for root in (DBT_PROJECT, settings.reference):
        _add_files(digest, root)
    return digest.hexdigest()


def _add_files(digest: hashlib._Hash, root: Path) -> None:
    for path in _files(root):
        digest.update(str(path.relative_to(root)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())


def _files(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.relative_to(root).parts[0] not in _NOT_CODE and not path.name.startswith("."):
            yield path
