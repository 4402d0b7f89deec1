"""The dbt project as dbt parsed it, from which Dagster knows the models. Parsing takes seconds: it is done once.

A checkout is parsed when it is set up, and every home takes that over; after a change to the project, a home parses it.
dbt writes the manifest anew in every build, and not at once: a build that is killed, or finds the disk full, leaves a
part.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import tempfile
from importlib import metadata
from pathlib import Path

from orchestration.durable import make_way, write_whole
from orchestration.locks import locked
from orchestration.settings import DBT_PROJECT, Settings
from orchestration.warehouse.environment import dbt_environment, dbt_executable, target_folder
from orchestration.warehouse.fingerprint import project_fingerprint

logger = logging.getLogger(__name__)

_SEMANTIC = "semantic_manifest.json"
_FILES = (
    *("manifest.json", "manifest.fingerprint", "parsed.msgpack", "partial_parse.msgpack", "run_results.json"),
    *("graph.gpickle", "graph_summary.json", _SEMANTIC, "perf_info.json", "../logs/dbt.log"),
)

_OF_CHECKOUT = DBT_PROJECT / "target"


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
        current = _made_from()
        is_whole = _is_whole(manifest)
        if not (is_whole and _is_made_from(stamp, current)):
            if manifest.exists() and not is_whole:
                logger.warning(f"{manifest} is damaged and is made anew.")
            stamp.unlink(missing_ok=True)
            if not _take_over(folder):
                _parse(settings)
                _keep_parsed(folder)
            if not _is_whole(manifest):
                raise DbtParseError(f"dbt parsed its project, but left no whole {manifest}; is the disk full?")
            write_whole(stamp, current)
    return manifest


def semantic_manifest(settings: Settings) -> str:
    """The metrics as dbt parsed them, up to date. Raises `DbtParseError` if there can be none."""
    path = prepare_manifest(settings).with_name(_SEMANTIC)
    with locked(path.parent / ".manifest.lock"):
        if not _holds(path, "metrics"):
            # elsewhere: a build that is under way writes a manifest of its own
            with tempfile.TemporaryDirectory(dir=path.parent) as folder:
                _parse(settings, Path(folder))
                write_whole(path, (Path(folder) / _SEMANTIC).read_text(encoding="utf-8"))
        return path.read_text(encoding="utf-8")


def parsed_project(settings: Settings) -> Path:
    """Where the project lies as dbt keeps it in memory, written by `prepare_manifest`; there may be no such file.

    It is a copy: a dbt command that somebody types, with other variables, replaces what dbt itself keeps.
    """
    return target_folder(settings) / "parsed.msgpack"


def parse_checkout(settings: Settings) -> None:
    """Parse the project of this checkout for all homes. Raises `DbtParseError` if dbt cannot read it."""
    _OF_CHECKOUT.mkdir(exist_ok=True)
    stamp = _OF_CHECKOUT / "manifest.fingerprint"
    stamp.unlink(missing_ok=True)
    current = _made_from()
    _parse(settings, _OF_CHECKOUT)
    _keep_parsed(_OF_CHECKOUT)
    write_whole(stamp, current)


def _made_from() -> str:
    """What a parsed project depends on: the project, and the versions of what parses it."""
    return " ".join([project_fingerprint(), *(metadata.version(name) for name in ("dbt-core", "dbt-duckdb"))])


def parsed_checkout() -> Path | None:
    """The folder of what was parsed when the checkout was set up; None where that was of another project."""
    stamp, manifest = _OF_CHECKOUT / "manifest.fingerprint", _OF_CHECKOUT / "manifest.json"
    return _OF_CHECKOUT if _is_made_from(stamp, _made_from()) and _is_whole(manifest) else None


def _take_over(folder: Path) -> bool:
    """Copy what was parsed when the checkout was set up; whether it could be."""
    parsed = parsed_checkout()
    if parsed is None:
        return False
    for name in ("manifest.json", "parsed.msgpack", "partial_parse.msgpack", _SEMANTIC):
        _copy_if_there(parsed / name, folder / name)
    return True


def _keep_parsed(folder: Path) -> None:
    _copy_if_there(folder / "partial_parse.msgpack", folder / "parsed.msgpack")


def _copy_if_there(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    if source.exists():
        shutil.copyfile(source, target)


def _is_whole(manifest: Path) -> bool:
    return _holds(manifest, "nodes")


def _holds(path: Path, part: str) -> bool:
    try:
        return bool(json.loads(path.read_bytes())[part])
    except (OSError, ValueError, TypeError, KeyError):
        return False


def _is_made_from(stamp: Path, current: str) -> bool:
    return stamp.exists() and stamp.read_bytes() == current.encode()


def _parse(settings: Settings, folder: Path | None = None) -> None:
    places = {"DBT_TARGET_PATH": str(folder), "DBT_LOG_PATH": str(folder)} if folder else {}
    parsed = subprocess.run(
        [dbt_executable(), "--no-use-colors", "parse", "--project-dir", DBT_PROJECT, "--profiles-dir", DBT_PROJECT],
        env={**os.environ, **dbt_environment(settings), **places},
        capture_output=True,
        text=True,
    )
    if parsed.returncode:
        raise DbtParseError(f"the dbt project cannot be parsed:\n{parsed.stdout}{parsed.stderr}")
