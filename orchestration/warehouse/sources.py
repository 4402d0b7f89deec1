"""What the rows were made from that a build keeps, so that a change to it has to reach all of them.

Incremental models keep rows. They, whatever they are made from, and the reference data and contract options that this
reads decide on a build from the start; a mart, a description, a test or `figures.csv` does not, since every build makes
those anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from orchestration.settings import DBT_PROJECT, Settings
from orchestration.warehouse.feed_options import feed_options
from orchestration.warehouse.manifest import prepare_manifest

_CONFIG = ("materialized", "unique_key", "incremental_strategy", "on_schema_change", "contract")
_REFERENCE_DATA = "configuration"


def sources_of_kept_rows(settings: Settings) -> str:
    """SHA-256 over all that decides what kept rows look like, as 64 hex characters.

    Raises `DbtParseError` where the dbt project cannot be parsed.
    """
    manifest = json.loads(prepare_manifest(settings).read_bytes())
    digest = hashlib.sha256()
    for part in _parts(manifest, settings):
        digest.update(json.dumps(part, sort_keys=True, ensure_ascii=False).encode() + b"\0")
    return digest.hexdigest()


def _parts(manifest: dict[str, Any], settings: Settings) -> Iterator[Any]:
    nodes = manifest["nodes"]
    kept = [
        key
        for key, node in nodes.items()
        if node["resource_type"] == "operation" or node["config"]["materialized"] == "incremental"
    ]
    lineage = sorted(_reached(kept, lambda key: nodes[key]["depends_on"]["nodes"] if key in nodes else ()))
    used = (macro for key in lineage if key in nodes for macro in nodes[key]["depends_on"]["macros"])
    macros = _reached(used, lambda key: manifest["macros"][key]["depends_on"]["macros"])
    project = yaml.safe_load((DBT_PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))

    yield settings.engine
    yield str(settings.home), str(settings.config), feed_options(settings), project["vars"]
    for key in lineage:
        if key in nodes:
            columns = [(name, column["data_type"]) for name, column in nodes[key]["columns"].items()]
            yield key, nodes[key]["raw_code"], {name: nodes[key]["config"].get(name) for name in _CONFIG}, columns
        elif manifest["sources"][key]["source_name"] == _REFERENCE_DATA:
            yield key, _content(settings.reference / f"{manifest['sources'][key]['name']}.csv")
        else:
            yield key, manifest["sources"][key]["meta"]
    for key in sorted(macros):
        yield key, manifest["macros"][key]["macro_sql"]


def _reached(start: Iterable[str], parents: Callable[[str], Iterable[str]]) -> set[str]:
    """`start`, and whatever is reached from it."""
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting.extend(parents(key))
    return found


def _content(path: Path) -> str | None:
    """The hash of a file; None where there is none, since some reference data may be left out."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
