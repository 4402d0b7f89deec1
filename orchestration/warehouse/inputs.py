"""All that a build and its release are made from: where none of it changed, neither would come out otherwise."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from orchestration.lake_identity import lake_id
from orchestration.settings import FEEDS, Settings
from orchestration.warehouse.feed_options import feed_options
from orchestration.warehouse.fingerprint import project_fingerprint

_PACKAGES = ("dbt-core", "dbt-duckdb", "duckdb")


def inputs_of_a_build(settings: Settings) -> str:
    """SHA-256 over the dbt project, the configuration, the lake's loads as they were checked, and the packages.

    64 hex characters. No clock is among them: which days lie ahead is told by the times of landing.
    """
    digest = hashlib.sha256()
    for part in _parts(settings):
        digest.update(json.dumps(part, ensure_ascii=False).encode() + b"\0")
    return digest.hexdigest()


def _parts(settings: Settings) -> Iterator[object]:
    yield project_fingerprint()
    yield [metadata.version(name) for name in _PACKAGES]
    yield settings.engine
    yield str(settings.home), str(settings.config), feed_options(settings), settings.publishes_tokens
    yield lake_id(settings.lake)
    ledgers = [settings.checked / f"{feed}.jsonl" for feed in FEEDS]
    for path in [*ledgers, *sorted(settings.reference.iterdir())]:
        yield path.name, _hash_of(path)


def _hash_of(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
