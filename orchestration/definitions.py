"""Everything that Dagster knows of this deployment, composed from one module per stage. Holds no asset itself."""

from __future__ import annotations

import os

import dagster as dg

from orchestration.defs import dbt, landing, quality, release, report, schedules
from orchestration.file_modes import keep_private
from orchestration.settings import Settings
from orchestration.warehouse import dbt_environment


def build_definitions(settings: Settings) -> dg.Definitions:
    """The definitions of one deployment. Sets the environment that dbt and the libraries read, and writes privately."""
    keep_private(settings)
    os.environ.update(dbt_environment(settings))
    models = dbt.dbt_models(settings)
    return dg.Definitions.merge(
        landing.definitions(settings),
        dbt.configuration(settings),
        dg.Definitions(assets=[models]),
        quality.definitions(settings),
        release.definitions(settings, dbt.published_models(models)),
        report.definitions(settings),
        schedules.definitions(without=[report.REPORT_KEY]),
        *_of_postgres(settings),
    )


def _of_postgres(settings: Settings) -> list[dg.Definitions]:
    if settings.postgres_url is None:
        return []
    # its driver is imported only where there is such a database
    from orchestration.defs import postgres

    return [postgres.definitions(settings, settings.postgres_url)]


@dg.definitions
def defs() -> dg.Definitions:
    """What Dagster loads: the deployment that the environment names."""
    return build_definitions(Settings.from_env())
