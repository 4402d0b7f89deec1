"""The columns of what landed, as Dagster shows them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import dagster as dg
import pytest

from orchestration import lease
from orchestration.defs import landing
from orchestration.defs.landed_columns import LEDGER_COLUMNS
from orchestration.landing import LedgerEntry
from orchestration.settings import FEEDS
from tests.pipeline import settings_for


@pytest.mark.parametrize("feed", FEEDS)
def test_landing_tells_each_column_of_the_lake_and_what_it_means(tmp_path: Path, feed: str) -> None:
    settings = settings_for(tmp_path)
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(
            landing.definitions(settings).assets,
            selection=[landing.landing_key(feed), landing.LEDGER_KEY],
            instance=instance,
        )
    lease.give_back(settings, result.run_id)
    made = {
        event.asset_key: event.materialization.metadata
        for event in result.get_asset_materialization_events()
        if event.asset_key
    }
    columns = {
        key: {each.name: each for each in shown["dagster/column_schema"].schema.columns} for key, shown in made.items()
    }
    landed = columns[landing.landing_key(feed)]
    assert [name for name, column in landed.items() if not column.description] == []
    assert landed["_row_number"].type == "bigint"
    if feed == "hq":
        assert landed["received_at"].description == "Date on which head office registered the complaint."
        assert landed["phone_token"].description.endswith("A keyed token in its place.")
        assert "phone" not in landed
    assert list(columns[landing.LEDGER_KEY]) == [name for name, _, _ in LEDGER_COLUMNS]


def test_the_columns_of_the_ledger_are_those_of_its_lines() -> None:
    assert sorted(name for name, _, _ in LEDGER_COLUMNS) == sorted(f.name for f in dataclasses.fields(LedgerEntry))
