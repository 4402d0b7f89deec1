"""The dbt manifest, from which Dagster knows the models. Parsing takes seconds: it is done only after a change.

dbt writes the file anew in every build, and not at once: a build that is killed, or finds the disk full, leaves a part.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
from pathlib import Path

from orchestration.durable import make_way, write_whole
from orchestration.locks import locked
from orchestration.settings import DBT_PROJECT, Settings
from orchestration.warehouse.environment import dbt_environment, dbt_executable, target_folder
from orchestration.warehouse.fingerprint import project_fingerprint

logger = logging.getLogger(__name__)

_FILES = (
    *("manifest.json", "manifest.fingerprint", "partial_parse.msgpack", "run_results.json", "graph.gpickle"),
    *("graph_summary.json", "semantic_manifest.json", "perf_info.json", "../logs/dbt.log"),
)


class DbtParseError(RuntimeError):
    """dbt cannot read its project, or not write what it read. The message has dbt's own words."""


def prepare_manifest(settings: Settings) -> Path:
    """Path of an up-to-date `manifest.json` that is whole. Raises `DbtParseError` if there can be none.

    Processes that ask at the same time wait for the one that parses.
    """
    folder = target_folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    manifest, stamp = folder / "manifest.json", folder / "manifest.fingerprint"
    with locked(folder / ".manifest.lock"):
        for name in _FILES:
            make_way(folder / name)
        current = project_fingerprint()
        is_whole = _is_whole(manifest)
        if not (is_whole and _is_made_from(stamp, current)):
            if manifest.exists() and not is_whole:
                logger.warning(f"{manifest} is damaged and is made anew.")
            stamp.unlink(missing_ok=True)
            _parse(settings)
            if not _is_whole(manifest):
                raise DbtParseError(f"dbt parsed its project, but left no whole {manifest}; is the disk full?")
            write_whole(stamp, current)
    return manifest


def _is_whole(manifest: Path) -> bool:
    try:
        return bool(json.loads(manifest.read_bytes())["nodes"])
    except (OSError, ValueError, TypeError, KeyError):
        return False


def _is_made_from(stamp: Path, current: str) -> bool:
    return stamp.exists() and stamp.read_bytes() == current.encode()


def _parse(settings: Settings) -> None:
    parsed = subprocess.run(
        [dbt_executable(), "--no-use-colors", "parse", "--project-dir", DBT_PROJECT, "--profiles-dir", DBT_PROJECT],
        env={**os.environ, **dbt_environment(settings)},
        capture_output=True,
        text=True,
    )
    if parsed.returncode:
        raise DbtParseError(f"the dbt project cannot be parsed:\n{parsed.stdout}{parsed.stderr}")
