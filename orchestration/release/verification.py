"""Whether releases are what was published: every file by its hash, every table by its rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from orchestration.release.hashes import content_hashes
from orchestration.release.history import FIGURE_REVISIONS
from orchestration.release.manifest import WHOLE_HISTORY, Manifest, manifest_at
from orchestration.release.mending import MANIFEST
from orchestration.release.tables import DATABASE
from orchestration.settings import Settings


def wrong_files(folder: Path, release: Manifest) -> list[str]:
    """The files of an archive that are not as they were written, to the byte."""
    return sorted(name for name, file in release.files.items() if not file.is_at(folder / name))


def verify(settings: Settings, release: Manifest) -> Iterator[str]:
    """What is wrong with a release, one sentence at a time; nothing if every hash is as recorded."""
    folder = settings.releases / release.release_id
    if not release.files:
        yield f"Release {release.release_id} is of an earlier version, which kept no hashes of files."
    damaged = wrong_files(folder, release)
    for name in damaged:
        yield f"{folder / name} is not the file that was published."
    # earlier versions hashed the rows of a table in another way
    if DATABASE in damaged or not release.row_sums:
        return
    try:
        hashes = content_hashes(folder / DATABASE)
    except duckdb.Error as error:
        yield f"{folder / DATABASE} cannot be read: {str(error).splitlines()[0]}"
        return
    # an archive that kept the rows added holds another table than was published
    cut = set() if release.figure_history == WHOLE_HISTORY else {FIGURE_REVISIONS}
    for table in sorted((hashes.keys() | release.content_hashes.keys()) - cut):
        if hashes.get(table) != release.content_hashes.get(table):
            yield (
                f"{table} in {folder / DATABASE} does not hold the rows that its manifest tells of; or a newer "
                "version of DuckDB hashes rows otherwise."
            )


def verify_published(settings: Settings) -> Iterator[str]:
    """What is wrong with what readers see; nothing if it is the release that `manifest.json` beside it names."""
    pointed = manifest_at(settings.published / MANIFEST)
    if pointed is None:
        yield f"{settings.published / MANIFEST} is lost or damaged; the next run mends it."
        return
    database = pointed.files.get(DATABASE)
    if database and not database.is_at(settings.published_database):
        yield f"{settings.published_database} is not that of release {pointed.release_id}; the next run mends it."
    folder = settings.releases / pointed.release_id
    if not folder.is_dir():
        yield f"Release {pointed.release_id}, which readers see, is not in {settings.releases} any more."
    if settings.published_parquet.resolve() != (folder / "parquet").resolve():
        yield f"{settings.published_parquet} does not lead to release {pointed.release_id}; the next run mends it."
