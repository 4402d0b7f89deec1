"""The lake's files: private folders, Parquet written so that a file is there whole or not at all."""

from __future__ import annotations

import fcntl
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from itertools import chain
from pathlib import Path
from shutil import rmtree

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from orchestration import progress
from orchestration.durable import make_way, replacing, sync, temporary_for
from orchestration.landing.errors import LakeError, LandingInProgressError
from orchestration.locks import open_lock

PRIVATE_MODE = 0o700
SCHEMA_FILE = "_schema.parquet"
SAMPLE_ROWS = 10_000
FEW_ROWS = 32
SYNCS_AT_ONCE = 16
WORKERS_FOLDER = ".workers-"  # what the names of such folders begin with
ROWS_PER_GROUP = 122_880  # what DuckDB reads as one unit of work


def prepare_lake(lake: Path, feed: str) -> Path:
    """Create the lake, readable by its owner only, and return the feed's folder in it."""
    lake.mkdir(mode=PRIVATE_MODE, parents=True, exist_ok=True)
    if lake.stat().st_mode & 0o777 != PRIVATE_MODE:
        lake.chmod(PRIVATE_MODE)
    folder = lake / feed
    folder.mkdir(exist_ok=True)
    return folder


@contextmanager
def feed_lock(lake: Path, feed: str) -> Iterator[None]:
    """Hold the feed for one pass. Raises `LandingInProgressError` when another process holds it."""
    path = lake / f".lock-{feed}"
    with open_lock(path) as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LandingInProgressError(
                f"{feed}: another landing pass holds {path}; wait until it has ended and start again"
            ) from error
        yield


def load_path(folder: Path, load_id: str) -> Path:
    """Where the rows of a load lie."""
    return folder / f"{load_id}.parquet"


def discard_uncommitted(folder: Path, committed: Collection[str], checked: Collection[str] = ()) -> None:
    """Remove what an interrupted pass left: temporary files, and loads without a line in the ledger.

    Those of `checked` stay: a build may be reading them. A folder with a load's name is moved aside. Raises `LakeError`
    when a load of the ledger is not in the folder.
    """
    found = set()
    for path in sorted(folder.iterdir()):
        is_load = path.suffix == ".parquet" and path.name != SCHEMA_FILE
        if path.is_dir() and not path.is_symlink():
            if path.name.startswith(WORKERS_FOLDER):
                rmtree(path)
            elif is_load and path.stem not in committed:
                make_way(path)
        elif path.name.startswith(".") or (is_load and path.stem not in committed and path.stem not in checked):
            path.unlink()
        elif is_load:
            found.add(path.stem)
    for load_id in committed:
        if load_id not in found:
            raise LakeError(
                f"{load_path(folder, load_id)} is in the ledger but not in the lake (as a file); restore it from a "
                "backup, or, "
                f"if every file that landed is still in the landing zone, remove {folder.parent} whole to land them "
                "again"
            )


@contextmanager
def workers_folder(folder: Path) -> Iterator[Path]:
    """A folder within the feed's where workers of one pass write, and no worker that an earlier one left behind."""
    own = Path(tempfile.mkdtemp(prefix=WORKERS_FOLDER, dir=folder))
    try:
        yield own
    finally:
        rmtree(own)


def write_schema_file(folder: Path, schema: pa.Schema) -> None:
    """Keep a file without rows in the folder, so that readers always find one and know the columns."""
    path = folder / SCHEMA_FILE
    with suppress(OSError, pa.ArrowInvalid):
        if pq.read_schema(path).equals(schema):
            return
    with replacing(path) as temporary:
        pq.write_table(schema.empty_table(), temporary, compression="zstd")


def write_tables(path: Path, schema: pa.Schema, tables: Iterator[pa.Table], *, in_background: bool = True) -> int:
    """Write tables to a Parquet file in groups of rows and return how many rows it has.

    In the background a group is compressed and written while the next one is made; no more than two are in memory.
    Columns of the tables may be dictionaries, which the file does not show.
    """
    groups = _groups(tables)
    first = next(groups, schema.empty_table())
    rows = 0
    with _writer(path, first) as writer, ThreadPoolExecutor(max_workers=1) as background:
        under_way = background.submit(int)
        for group in chain([first], groups):
            rows += group.num_rows
            progress.advance(rows)
            under_way.result()
            if in_background:
                under_way = background.submit(writer.write_table, group, row_group_size=ROWS_PER_GROUP)
            else:
                writer.write_table(group, row_group_size=ROWS_PER_GROUP)
        under_way.result()
    return rows


def rewrite(path: Path, target: Path, change: Callable[[pa.Table], pa.Table]) -> None:
    """Write a file of the lake to another place, each group of its rows changed."""
    source = pq.ParquetFile(path)
    groups = (change(source.read_row_group(number)) for number in range(source.num_row_groups))
    first = next(groups, change(source.schema_arrow.empty_table()))
    with _writer(target, first) as writer:
        for group in chain([first], groups):
            writer.write_table(group)


def _writer(path: Path, first: pa.Table) -> pq.ParquetWriter:
    """What writes a load's rows, of which these are the first."""
    repeating = _repeating_columns(first)
    return pq.ParquetWriter(
        path,
        first.schema,
        compression="zstd",
        use_dictionary=repeating,
        write_statistics=repeating,
        store_schema=False,
    )


def _repeating_columns(table: pa.Table) -> list[str]:
    """Columns whose values repeat: of the others, such as tokens, dictionary and statistics only take time and room.

    In a few rows nothing repeats often enough to be worth looking for it.
    """
    if table.num_rows < FEW_ROWS:
        return []
    values = {name: table[name].slice(0, SAMPLE_ROWS).drop_null() for name in table.column_names}
    return [name for name, own in values.items() if len(pc.unique(own)) * 2 <= max(len(own), 2)]


def _groups(tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
    waiting: list[pa.Table] = []
    waiting_rows = 0
    for table in tables:
        waiting.append(table)
        waiting_rows += table.num_rows
        if waiting_rows >= ROWS_PER_GROUP:
            yield pa.concat_tables(waiting)
            waiting, waiting_rows = [], 0
    if waiting:
        yield pa.concat_tables(waiting)


def write_loads(folder: Path, loads: Iterable[tuple[str, pa.Table]]) -> None:
    """Write many small loads, each to a file of its own; they are safely on disk when this returns."""
    with ExitStack() as leftovers:
        paths = {}
        for load_id, table in loads:
            path = load_path(folder, load_id)
            paths[path] = temporary = temporary_for(path)
            leftovers.callback(temporary.unlink, missing_ok=True)
            with _writer(temporary, table) as writer:
                writer.write_table(table)
        # a disk makes files last together in little more time than one
        with ThreadPoolExecutor(max_workers=SYNCS_AT_ONCE) as workers:
            list(workers.map(sync, paths.values()))
        for path, temporary in paths.items():
            temporary.replace(path)
        sync(folder)
