"""A deployment's warehouse, built from the start by the SQL that dbt compiled once for another one.

What `dbt run` adds is left out: increments, contracts and descriptions, which tests of whole runs look at. So are the
views over the marts.
"""

from __future__ import annotations

import duckdb

from orchestration.landing import land_feed, ledger_state, mark_checked
from orchestration.release import write_history
from orchestration.settings import BUNDLED_CONFIG, FEEDS, Settings
from tests.dbt_project.compiled import CompiledProject, taking_every_load, with_schemas


def build_from_the_start(project: CompiledProject, settings: Settings) -> None:
    """Land what is there, and build every model as a table of the deployment's warehouse, which is written anew."""
    for feed in FEEDS:
        land_feed(settings, feed)
        mark_checked(settings, ledger_state(settings, feed))
    write_history(settings)
    settings.warehouse.unlink(missing_ok=True)
    with duckdb.connect(str(settings.warehouse), config={"threads": 1}) as connection:
        with_schemas(connection)
        for model in project.models.values():
            if '"bi"' in model.relation:
                continue
            connection.execute(f"create table {model.relation} as {_located(model.sql, project, settings)}")


def _located(sql: str, project: CompiledProject, settings: Settings) -> str:
    here = sql.replace(str(project.home), str(settings.home)).replace(str(BUNDLED_CONFIG), str(settings.config))
    return taking_every_load(here)
