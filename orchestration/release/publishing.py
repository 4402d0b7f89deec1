"""Publishing: a checked candidate becomes a release, and readers are led to it without ever seeing half of one.

A release folder appears whole, by one rename; from then on it is the release, and what lies beside it (database,
parquet, manifest) only follows. A run that was killed in between is finished by the next one.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from orchestration import progress
from orchestration.durable import sync
from orchestration.lake_identity import lake_id
from orchestration.release.audit import Audit, complete_build, passed_audit, record_release
from orchestration.release.files import READ_ONLY
from orchestration.release.hashes import release_hash
from orchestration.release.manifest import CheckWarning, FileLeftOut, Manifest, StoredFile, code_version
from orchestration.release.mending import MANIFEST, mend_newest
from orchestration.release.notes import Say, log
from orchestration.release.refusal import ReleaseRefusedError
from orchestration.release.retention import keep_in_order
from orchestration.release.revisions import time_of_changes
from orchestration.release.rollback import lead_readers_on
from orchestration.release.shelf import TIME_IN_ID, latest_time, next_number, shelf_of, time_after
from orchestration.release.tables import DATABASE, export_marts
from orchestration.settings import Settings


def publish(
    settings: Settings,
    candidate: Path,
    left_out: list[FileLeftOut],
    loads: dict[str, int],
    warnings: Sequence[CheckWarning] = (),
    say: Say = log,
) -> Manifest:
    """Make `candidate` the newest release, which readers see unless they were led back, and return its manifest.

    Raises `ReleaseRefusedError`, and changes nothing, unless this very file passed every blocking check of the build
    that it was made from. `loads` is the highest load sequence per feed behind the candidate; `warnings` go into the
    manifest. Where content, code, files left out and lake are those of the newest release, that one stays and is
    returned. The candidate is consumed either way. Damage to the newest release is mended, older ones are pruned; `say`
    is told of both.
    """
    progress.begin("publishing")
    audit = passed_audit(candidate)
    settings.releases.mkdir(parents=True, exist_ok=True)
    for folder in (settings.published, settings.releases):
        folder.chmod(0o755)
    for unfinished in shelf_of(settings).unfinished:
        shutil.rmtree(unfinished)

    newest = mend_newest(settings, say)
    content = (audit.content_hashes, audit.code_version, left_out)
    # the numbers of its loads are those of one lake
    lakes = (None, lake_id(settings.lake))
    if newest and newest.is_whole and newest.manifest.lake_id in lakes and _content(newest.manifest) == content:
        manifest, is_new = newest.manifest, False
        candidate.unlink()
    else:
        previous = newest.manifest.release_id if newest else None
        manifest = _add_release(settings, candidate, audit, left_out, loads, warnings, previous)
        is_new = True
    lead_readers_on(settings, manifest, say, is_new)
    keep_in_order(settings, manifest.release_id, say)
    record_release(settings, audit.build, manifest.release_id)
    return manifest


def standing_release(settings: Settings, left_out: list[FileLeftOut], say: Say = log) -> Manifest | None:
    """The release that the last build was published as, if publishing that build again would change nothing.

    None if it would: a build that failed or was not published, another version of the code, another list of files left
    out, another lake. Damage to the release is mended and readers are led to it, as publishing does; `say` is told.
    """
    try:
        build = complete_build(settings)
    except ReleaseRefusedError:
        return None
    newest = mend_newest(settings, say)
    if newest is None or not newest.is_whole:
        return None
    manifest = newest.manifest
    now = (build.release_id, code_version(), left_out, lake_id(settings.lake))
    if now != (manifest.release_id, manifest.code_version, manifest.files_left_out, manifest.lake_id):
        return None
    lead_readers_on(settings, manifest, say, is_new=False)
    keep_in_order(settings, manifest.release_id, say)
    return manifest


def _content(manifest: Manifest) -> tuple[dict[str, str], str, list[FileLeftOut]]:
    return manifest.content_hashes, manifest.code_version, manifest.files_left_out


def _add_release(
    settings: Settings,
    candidate: Path,
    audit: Audit,
    left_out: list[FileLeftOut],
    loads: dict[str, int],
    warnings: Sequence[CheckWarning],
    previous_release_id: str | None,
) -> Manifest:
    published_at = _time_of_release(settings, candidate)
    release_id = f"{published_at:{TIME_IN_ID}}-{release_hash(audit.content_hashes)[:8]}"
    folder = settings.releases / f".{release_id}"
    parquet = folder / "parquet"
    for new in (folder, parquet):
        new.mkdir()
        new.chmod(0o755)
    candidate.replace(folder / DATABASE)
    row_counts = export_marts(folder / DATABASE, parquet)
    manifest = Manifest(
        release_id=release_id,
        published_at=published_at.isoformat(),
        code_version=audit.code_version,
        row_counts=row_counts,
        checks=audit.checks,
        content_hashes=audit.content_hashes,
        files_left_out=left_out,
        loads=loads,
        warnings=list(warnings),
        previous_release_id=previous_release_id,
        lake_id=lake_id(settings.lake),
        files={str(path.relative_to(folder)): StoredFile.of(path) for path in _files_in(folder)},
        row_sums=audit.row_sums,
        made_by=audit.made_by,
        number=next_number(settings),
    )
    (folder / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
    for file in _files_in(folder):
        file.chmod(READ_ONLY)
        sync(file)
    for directory in (parquet, folder):
        sync(directory)
    folder.replace(settings.releases / release_id)
    sync(settings.releases)
    return manifest


def _files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _time_of_release(settings: Settings, candidate: Path) -> datetime:
    """The time that the candidate's history gives to what it changes; now, if it changes nothing."""
    changed_at, latest = time_of_changes(candidate), latest_time(settings)
    if changed_at and (latest is None or changed_at > latest):
        return changed_at
    return time_after(latest)
