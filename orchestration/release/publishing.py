"""Publishing: a checked candidate becomes a release, and readers are led to it without ever seeing half of one.

A release folder appears whole, by one rename; from then on it is the release, and the pointers beside it (database,
parquet, manifest) only follow. A run that was killed in between is finished by the next one.
"""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import duckdb

from orchestration.lake_identity import lake_id
from orchestration.release.catalog import literal, published_tables
from orchestration.release.hashes import content_hashes, release_hash
from orchestration.release.manifest import (
    ChecksPassed,
    CheckWarning,
    FileLeftOut,
    Manifest,
    code_version,
    newest_release,
    time_after,
)
from orchestration.release.revisions import time_of_changes
from orchestration.settings import Settings

_TIME = "%Y%m%dT%H%M%SZ"


def publish(
    settings: Settings,
    candidate: Path,
    checks: ChecksPassed,
    left_out: list[FileLeftOut],
    loads: dict[str, int],
    warnings: Sequence[CheckWarning] = (),
) -> Manifest:
    """Make `candidate`, whose checks have all passed, the release that readers see, and return its manifest.

    `loads` is the highest load sequence per feed behind the candidate; `warnings` go into the manifest. Where content,
    code, files left out and lake are those of the newest release, that one stays and is returned. The candidate file is
    consumed either way.
    """
    settings.releases.mkdir(parents=True, exist_ok=True)
    for folder in (settings.published, settings.releases):
        folder.chmod(0o755)
    for unfinished in settings.releases.glob(".*"):
        shutil.rmtree(unfinished)

    newest = newest_release(settings)
    hashes, version = content_hashes(candidate), code_version()
    unchanged = newest and (newest.content_hashes, newest.code_version, newest.files_left_out) == (
        hashes,
        version,
        left_out,
    )
    # the numbers of its loads are those of one lake
    if unchanged and newest.lake_id in (None, lake_id(settings.lake)):
        candidate.unlink()
    else:
        newest = _add_release(settings, candidate, newest, hashes, version, checks, left_out, loads, warnings)
    _point_readers_at(settings, newest.release_id)
    return newest


def _add_release(
    settings: Settings,
    candidate: Path,
    previous: Manifest | None,
    hashes: dict[str, str],
    version: str,
    checks: ChecksPassed,
    left_out: list[FileLeftOut],
    loads: dict[str, int],
    warnings: Sequence[CheckWarning],
) -> Manifest:
    published_at = _time_of_release(candidate, previous)
    release_id = f"{published_at:{_TIME}}-{release_hash(hashes)[:8]}"
    folder = settings.releases / f".{release_id}"
    folder.mkdir()
    folder.chmod(0o755)
    database = folder / "complaints.duckdb"
    candidate.replace(database)
    manifest = Manifest(
        release_id=release_id,
        published_at=published_at.isoformat(),
        code_version=version,
        row_counts=_export_marts(database, folder / "parquet"),
        checks=checks,
        content_hashes=hashes,
        files_left_out=left_out,
        loads=loads,
        warnings=list(warnings),
        previous_release_id=previous.release_id if previous else None,
        lake_id=lake_id(settings.lake),
    )
    (folder / "manifest.json").write_text(manifest.to_json(), encoding="utf-8")
    for file in (path for path in folder.rglob("*") if path.is_file()):
        file.chmod(0o444)
        _flush(file)
    for directory in (folder / "parquet", folder):
        _flush(directory)
    folder.replace(settings.releases / release_id)
    _flush(settings.releases)
    return manifest


def _time_of_release(candidate: Path, previous: Manifest | None) -> datetime:
    """The time that the candidate's history gives to what it changes; now, if it changes nothing."""
    changed_at = time_of_changes(candidate)
    if changed_at and (previous is None or changed_at > datetime.fromisoformat(previous.published_at)):
        return changed_at
    return time_after(previous)


def _export_marts(database: Path, folder: Path) -> dict[str, int]:
    """Write each mart as Parquet and return the row counts of all published tables by `schema.table`."""
    folder.mkdir()
    folder.chmod(0o755)
    counts = {}
    with duckdb.connect(str(database), read_only=True) as connection:
        (name,) = connection.execute("select current_database()").fetchone()
        for table in published_tables(connection, name):
            (counts[table.qualified_name],) = connection.execute(
                f"select count(*) from {table.sql_name(name)}"
            ).fetchone()
            if table.schema == "marts":
                target = literal(str(folder / f"{table.name}.parquet"))
                connection.execute(f"copy {table.sql_name(name)} to {target} (format parquet, compression zstd)")
    return counts


def _point_readers_at(settings: Settings, release_id: str) -> None:
    release = settings.releases / release_id
    _swap_file(release / "complaints.duckdb", settings.published_database)
    _swap_link(release / "parquet", settings.published_parquet)
    _swap_file(release / "manifest.json", settings.published / "manifest.json")
    _flush(settings.published)


def _swap_file(source: Path, target: Path) -> None:
    if target.exists() and (target.samefile(source) or filecmp.cmp(source, target, shallow=False)):
        return
    temporary = target.with_name(f".{target.name}.new")
    temporary.unlink(missing_ok=True)
    try:
        temporary.hardlink_to(source)
    except OSError:
        shutil.copy2(source, temporary)
        _flush(temporary)
    temporary.replace(target)


def _swap_link(source: Path, target: Path) -> None:
    destination = source.relative_to(target.parent)
    if target.is_symlink() and target.readlink() == destination:
        return
    temporary = target.with_name(f".{target.name}.new")
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(destination)
    temporary.replace(target)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
