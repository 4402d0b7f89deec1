"""The release in a PostgreSQL database, where a deployment names one."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg

from orchestration import progress
from orchestration.defs import LOGGED_EVERY, OWNERS
from orchestration.defs.notes import Notes
from orchestration.defs.release import POSTGRES_KEY, PUBLISHED_KEY
from orchestration.defs.turns import take_turn
from orchestration.release.postgres import TargetError, follow
from orchestration.settings import Settings
from orchestration.warehouse import prepare_manifest

READERS_KEY = dg.AssetKey(["release", "what_readers_see"])

# a server that is started anew is mostly back within ten seconds
RETRIES = dg.RetryPolicy(max_retries=2, delay=3, backoff=dg.Backoff.EXPONENTIAL)


def definitions(settings: Settings, url: str) -> dg.Definitions:
    """The asset of the database that `url` leads to.

    It follows what readers see, which a run need not have made: where nothing came, where the build failed, or after a
    rollback, a database that is behind is brought there all the same. So no step has to come before it, and it is
    called last, when no other is left.
    """
    readers = dg.AssetSpec(
        READERS_KEY,
        deps=[PUBLISHED_KEY],
        group_name="release",
        owners=OWNERS,
        kinds={"duckdb"},
        description="What `published/complaints.duckdb` is: the newest release, or that which readers were led to.",
    )
    return dg.Definitions(assets=[readers, _postgres_asset(settings, url)])


def _postgres_asset(settings: Settings, url: str) -> dg.AssetsDefinition:
    @dg.asset(
        key=POSTGRES_KEY,
        deps=[READERS_KEY],
        group_name="release",
        owners=OWNERS,
        kinds={"python", "postgres"},
        op_tags={"dagster/priority": "-1"},
        retry_policy=RETRIES,
        description="The schemas `bi`, `core` and `marts` of the release that readers see, in a PostgreSQL database.",
    )
    def postgres(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[Any]]:
        take_turn(context, settings)
        notes = Notes(context.log)
        try:
            with progress.told_to(context.log.info, LOGGED_EVERY):
                told = follow(settings, url, lambda: _dbt_manifest(settings), notes.add)
        except TargetError as error:
            raise dg.Failure(str(error), allow_retries=error.passes) from None
        context.log.info(told)
        yield dg.MaterializeResult(metadata={"holds": told, **notes.metadata()})

    return postgres


def _dbt_manifest(settings: Settings) -> Mapping[str, Any]:
    manifest: Mapping[str, Any] = json.loads(prepare_manifest(settings).read_bytes())
    return manifest
