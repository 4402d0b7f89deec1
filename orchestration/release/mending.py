"""Damage to the newest release, mended from what lies beside it: each release lies twice, in its archive and published.

What cannot be mended is said; the next release then takes the place of the damaged one. Nothing is deleted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from orchestration.durable import link_whole, put_in_place, write_whole
from orchestration.release.files import READ_ONLY, copy_whole
from orchestration.release.manifest import Manifest, StoredFile, manifest_at
from orchestration.release.notes import Say
from orchestration.release.shelf import shelf_of
from orchestration.release.tables import DATABASE, export_marts
from orchestration.settings import Settings

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Newest:
    """The newest release, and whether every file of its archive is as it was written.

    A release from a version that kept no hashes of files is never known to be whole.
    """

    manifest: Manifest
    is_whole: bool


def mend_newest(settings: Settings, say: Say) -> Newest | None:
    """Compare the newest release's archive with its manifest and mend it; None before the first release."""
    filed, pointed = shelf_of(settings).newest, manifest_at(settings.published / MANIFEST)
    manifest = max((one for one in (filed, pointed) if one), key=lambda one: one.release_id, default=None)
    if manifest is None:
        return None
    if not manifest.files:
        return Newest(manifest, is_whole=False)
    folder = settings.releases / manifest.release_id
    damaged = {name for name, file in manifest.files.items() if not file.is_at(folder / name)}
    if DATABASE in damaged:
        if not manifest.files[DATABASE].is_at(settings.published_database):
            say(
                f"Release {manifest.release_id} is damaged and cannot be mended: neither {folder / DATABASE} nor "
                f"{settings.published_database} is as it was published. A new release takes its place."
            )
            return Newest(manifest, is_whole=False)
        _make_folder(folder)
        copy_whole(settings.published_database, folder / DATABASE, manifest.files[DATABASE].sha256)
    marts = damaged - {DATABASE}
    if marts:
        _make_folder(folder / "parquet")
        manifest = replace(manifest, files={**manifest.files, **_export_again(folder, marts)})
    if manifest_at(folder / MANIFEST) != manifest:
        write_whole(folder / MANIFEST, manifest.to_json(), READ_ONLY)
        damaged |= set() if marts else {MANIFEST}
    if damaged:
        say(f"Release {manifest.release_id} was mended: {', '.join(sorted(damaged))} had been lost or damaged.")
    return Newest(manifest, is_whole=True)


def lead_readers_to(settings: Settings, manifest: Manifest, say: Say, is_new: bool) -> None:
    """Have everything beside `releases/` be of this release. Unless that is new, say what was not."""
    folder, pointer = settings.releases / manifest.release_id, settings.published / MANIFEST
    pointed = manifest_at(pointer)
    wrong = []
    database = manifest.files[DATABASE]
    # earlier versions published a hard link to an archive, so that damage to one was damage to both
    if _is_linked(settings.published_database) or not database.is_at(settings.published_database):
        copy_whole(folder / DATABASE, settings.published_database, database.sha256)
        wrong.append(DATABASE)
    destination = (folder / "parquet").relative_to(settings.published)
    if not (settings.published_parquet.is_symlink() and settings.published_parquet.readlink() == destination):
        link_whole(settings.published_parquet, destination)
        wrong.append("parquet")
    if pointed != manifest:
        write_whole(pointer, manifest.to_json(), READ_ONLY)
        wrong.append(MANIFEST)
    if not wrong or is_new:
        return
    if pointed and pointed.release_id < manifest.release_id:
        say(f"Readers were led to release {manifest.release_id}: the run that made it had ended before.")
    else:
        say(f"Mended from release {manifest.release_id}: {', '.join(wrong)} in {settings.published}.")


def _export_again(folder: Path, names: set[str]) -> dict[str, StoredFile]:
    paths = {Path(name).stem: folder / name for name in names}
    written = folder / ".again"
    written.mkdir(exist_ok=True)
    export_marts(folder / DATABASE, written, only=paths)
    for path in paths.values():
        put_in_place(written / path.name, path, READ_ONLY)
    written.rmdir()
    return {name: StoredFile.of(folder / name) for name in names}


def _make_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)


def _is_linked(path: Path) -> bool:
    return path.exists() and path.stat().st_nlink > 1
