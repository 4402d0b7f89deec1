"""One hash over the files of the dbt project."""

from __future__ import annotations

import hashlib

from orchestration.settings import DBT_PROJECT

_NOT_CODE = {"target", "logs"}


def project_fingerprint() -> str:
    """SHA-256 over the dbt project, as 64 hex characters: what dbt parses is the same wherever a deployment lies."""
    digest = hashlib.sha256()
    for path in sorted(DBT_PROJECT.rglob("*")):
        place = path.relative_to(DBT_PROJECT)
        if path.is_file() and place.parts[0] not in _NOT_CODE and not path.name.startswith("."):
            digest.update(str(place).encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
