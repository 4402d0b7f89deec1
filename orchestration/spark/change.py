"""What a build changes in a table that grows, file by file.

A file is never altered. A build lays a new folder beside the one that there is: files without a row that goes are
linked into it, so that they cost neither time nor room; of the others the rows that stay are written anew, with those
that came. Whoever reads the earlier folder finds all of its files there.
"""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pyarrow.parquet as pq

# files of this size are as good as larger ones, and stay as they are
_LARGE_ENOUGH_BYTES = 64 * 1024 * 1024

# neither Spark nor DuckDB reads a file with such a name as rows
_ORDER = "_columns"


def columns_shown(folder: Path) -> list[str]:
    """The columns of a folder in their order: the one by which its files are sorted into folders would be read last."""
    try:
        return (folder / _ORDER).read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        return ["*"]


class Change:
    """The folders of one change: Spark writes what arrived and what is written again, the rest are links."""

    def __init__(self, standing: str | None, folder: Path) -> None:
        self.folder = folder
        self._work = folder.with_name(f"{folder.name}.work")
        self.standing = Path(standing or self._work / "nothing")
        self.arrived = self._work / "arrived"
        self.kept_in_part = self._work / "kept_in_part"
        self.joined = self._work / "joined"
        self.written_again = self._work / "written_again"

    def sort_files(self, touched: Iterable[str]) -> None:
        """Decide of each file whether it stays, given those (as Spark names them) in which rows go.

        A file that is no larger than what is written beside it is written again with it. So the files of a month at
        least double in size from one to the next, and stay few however many builds add to them.
        """
        standing, arrived = _sizes(self.standing), _sizes(self.arrived)
        going = {self._relative(name) for name in touched}
        self._require_same_columns(standing, arrived)
        beside: dict[Path, int] = defaultdict(int)
        for file in arrived:
            beside[file.parent] += arrived[file]
        for file in going:
            beside[file.parent] += standing.get(file, 0)
        for file in sorted(standing.keys() - going, key=lambda file: (standing[file], file)):
            if standing[file] <= min(beside[file.parent], _LARGE_ENOUGH_BYTES):
                going.add(file)
                beside[file.parent] += standing[file]
        mended = {file.parent for file in going}
        for file in standing:
            _link(self.standing, file, self.kept_in_part if file in going else self.folder)
        for file in arrived:
            _link(self.arrived, file, self.joined if file.parent in mended else self.folder)

    @property
    def is_none(self) -> bool:
        """Whether nothing came, and nothing goes."""
        return not _sizes(self.arrived) and not _sizes(self.kept_in_part)

    @property
    def writes_again(self) -> bool:
        return bool(_sizes(self.kept_in_part))

    @property
    def has_joined(self) -> bool:
        return bool(_sizes(self.joined))

    def finish(self, columns: list[str]) -> None:
        """Have the new folder hold all files, and say in which order to show their columns."""
        for file in _sizes(self.written_again):
            _link(self.written_again, file, self.folder)
        if not _sizes(self.folder):
            # a table without rows still has columns
            for source in (self.written_again, self.arrived):
                for file in _files(source):
                    _link(source, file.relative_to(source), self.folder)
        (self.folder / _ORDER).write_text("\n".join(columns), encoding="utf-8")
        self._clear()

    def forget(self) -> None:
        """Leave everything as it was."""
        self._clear()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _clear(self) -> None:
        shutil.rmtree(self._work, ignore_errors=True)

    def _relative(self, name: str) -> Path:
        return Path(unquote(urlsplit(name).path)).relative_to(self.standing)

    def _require_same_columns(self, standing: dict[Path, int], arrived: dict[Path, int]) -> None:
        if not standing or not arrived:
            return
        before, now = (
            {field.name: field.type for field in pq.read_schema(folder / next(iter(files)))}
            for folder, files in ((self.standing, standing), (self.arrived, arrived))
        )
        others = sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))
        if others:
            raise ValueError(
                f"The rows that came have other columns than the table: {', '.join(others)}. "
                "Build it anew, with dbt's --full-refresh."
            )


def _files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.parquet"))


def _sizes(folder: Path) -> dict[Path, int]:
    """The files of a folder that hold rows, by their place in it, with their size in bytes."""
    return {file.relative_to(folder): file.stat().st_size for file in _files(folder) if pq.read_metadata(file).num_rows}


def _link(source: Path, file: Path, target: Path) -> None:
    place = target / file
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source / file, place)
    except OSError:
        # some shared file systems have no links
        shutil.copy2(source / file, place)
