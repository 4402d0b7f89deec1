"""Whether a build may add to the warehouse file or has to start it anew.

The file is derived from the lake and can be made again at any time. It is added to only if it is whole, and the lake,
the code and the reference data that made it are the same: a new spelling in `aliases.csv` has to reach every complaint,
not only new ones.
"""

from __future__ import annotations

import logging

import duckdb

from orchestration.durable import make_way
from orchestration.settings import Settings
from orchestration.sql_rows import count_of
from orchestration.warehouse.access import WarehouseInUseError
from orchestration.warehouse.inputs import inputs_of_a_build
from orchestration.warehouse.stamp import current_stamp, file_state, read_stamp, write_stamp

logger = logging.getLogger(__name__)


class PartialBuildError(Exception):
    """Some models alone cannot be built, since the others are not there or are of another make."""


def prepare_build(settings: Settings, *, of_all_models: bool = True) -> str:
    """Remove a warehouse file that cannot be added to; return in one sentence what will happen and why.

    Raises `WarehouseInUseError` if another process writes to it. Where not all models are to be built, one that would
    have to be removed stays as it is, and `PartialBuildError` says why.
    """
    files = (
        *(settings.warehouse_fingerprint, settings.warehouse, settings.warehouse.with_suffix(".duckdb.wal")),
        settings.spark_tables,
    )
    for path in files:
        make_way(path)
    reason = _reason_to_start_anew(settings)
    if reason is None:
        return "The warehouse takes in what is new."
    if not of_all_models:
        raise PartialBuildError(
            f"The warehouse has to be built anew from the lake, because {reason}; some models alone cannot be built. "
            "Materialize all assets, or run the job build_warehouse or `complaints run`; then single models can be."
        )
    for path in files:
        path.unlink(missing_ok=True)
    sentence = f"The warehouse is built anew from the lake: {reason}."
    logger.warning(sentence)
    return sentence


def mark_complete(settings: Settings, inputs: str | None = None) -> None:
    """Remember that the warehouse file is whole, and what made it: `inputs` as they were before the build."""
    write_stamp(settings, inputs)


def is_up_to_date(settings: Settings, inputs: str) -> bool:
    """Whether the warehouse is what a whole build made from these very `inputs`, and nobody wrote to it since."""
    stamp = read_stamp(settings)
    return stamp is not None and stamp.inputs == inputs and stamp.file == file_state(settings)


def may_have_to_build(settings: Settings) -> bool:
    """Whether it looks, before anything landed, as if a run would build: a guess, on which no result rests."""
    stamp = read_stamp(settings)
    if stamp is None or stamp.file is None or not is_up_to_date(settings, inputs_of_a_build(settings)):
        return True
    built_at = stamp.file[1]
    return any(path.stat().st_ctime_ns > built_at for path in settings.landing.rglob("*"))


def _reason_to_start_anew(settings: Settings) -> str | None:
    if not settings.warehouse.exists():
        return "there is none yet"
    if not settings.warehouse_fingerprint.exists():
        return "the last build did not finish"
    stamp, current = read_stamp(settings), current_stamp(settings)
    if stamp is None:
        return f"{settings.warehouse_fingerprint.name}, which tells what it was made from, cannot be read"
    if stamp.lake != current.lake:
        return "the lake is another one than that which it was built from"
    if stamp.sources != current.sources:
        return "the models or the reference data changed"
    try:
        with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
            if stamp.file != file_state(settings):
                _read_whole(connection)
            return "a file was withdrawn" if _holds_rows_not_in_lake(connection) else None
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        if "Could not set lock" in str(error):
            raise WarehouseInUseError(f"{error}; close what has it open, and run again") from error
        return f"it was damaged, or written by another version of DuckDB ({_first_line(error)})"


def _read_whole(connection: duckdb.DuckDBPyConnection) -> None:
    """Read every value, for what is damaged shows only then."""
    for schema, table in connection.execute("select schema_name, table_name from duckdb_tables()").fetchall():
        connection.execute(f'select bit_xor(hash("t")) from "{schema}"."{table}" as "t"').fetchall()


def _holds_rows_not_in_lake(connection: duckdb.DuckDBPyConnection) -> bool:
    """Rows of a withdrawn file, or of a load whose number another content has in the ledger of now."""
    gone = count_of(
        connection,
        """
        select count(*) from intermediate.processed_loads
        where (load_id, content_hash) not in (
            select (load_id, content_hash) from intermediate.int_ledger_current where load_id is not null
        )
        """,
    )
    return gone > 0


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
