"""Whether a build may add to the warehouse file or has to start it anew.

The file is derived from the lake and can be made again at any time. It is added to only if the code and the reference
data that made it are unchanged: a new spelling in `aliases.csv` has to reach every complaint, not only new ones.
"""

from __future__ import annotations

import duckdb

from orchestration.settings import Settings
from orchestration.warehouse.fingerprint import fingerprint


def start_build(settings: Settings) -> str:
    """Remove a warehouse file that cannot be added to; return in one sentence what will happen and why."""
    stamp = settings.warehouse_fingerprint
    if not settings.warehouse.exists():
        reason = "there is none yet"
    elif not stamp.exists():
        reason = "the last build did not finish"
    elif stamp.read_text() != fingerprint(settings):
        reason = "the models or the reference data changed"
    elif _holds_withdrawn_rows(settings):
        reason = "a file was withdrawn"
    else:
        return "The warehouse takes in what is new."
    stamp.unlink(missing_ok=True)
    for path in (settings.warehouse, settings.warehouse.with_name(settings.warehouse.name + ".wal")):
        path.unlink(missing_ok=True)
    return f"The warehouse is built anew from the lake: {reason}."


def _holds_withdrawn_rows(settings: Settings) -> bool:
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        withdrawn = connection.execute("""
            select count(*) from intermediate.int_loads_applied
            where load_id not in (
                select load_id from intermediate.int_ledger_current where load_id is not null
            )
        """)
        return withdrawn.fetchone()[0] > 0


def finish_build(settings: Settings) -> None:
    """Remember that the warehouse file is whole, and what made it."""
    settings.warehouse_fingerprint.write_text(fingerprint(settings))
