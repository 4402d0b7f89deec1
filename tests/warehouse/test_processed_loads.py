"""A load counts as applied once every incremental model has taken it in, and is taken in again until then."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.landing import land_feed, ledger_state, mark_checked
from orchestration.settings import FEEDS, Settings
from tests.pipeline import dbt, query, settings_for

pytestmark = pytest.mark.job

KEEPERS = "+config.materialized:incremental"
ROWS = "\n".join(f"CC{number},2011-03-05 09:07:00,北京,理赔,,,110105198703142515,13812345678" for number in range(9))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = settings_for(tmp_path)
    folder = settings.landing / "call_center"
    folder.mkdir(parents=True)
    header = "工单号,受理时间,机构,投诉类别,投诉原因,处理状态,证件号码,联系电话"
    (folder / "a.csv").write_text(f"{header}\n{ROWS}\n", encoding="gb18030")
    for feed in FEEDS:
        land_feed(settings, feed)
        mark_checked(settings, ledger_state(settings, feed))
    return settings


def _applied(settings: Settings) -> list[tuple]:
    exists = query(settings, "select count(*) from duckdb_tables() where table_name = 'processed_loads'")[0][0]
    return query(settings, "select load_id from intermediate.processed_loads") if exists else []


@pytest.mark.slow
def test_a_build_that_lacks_one_model_is_made_up_for(settings: Settings) -> None:
    """Who came again is read by no other of these models, so a build goes on without that."""
    assert dbt(settings, "run", "--select", KEEPERS, "--exclude", "int_customer_years").returncode == 0
    assert _applied(settings) == []
    assert dbt(settings, "run", "--select", KEEPERS).returncode == 0
    assert _applied(settings) == [("call_center-000000001",)]
    assert query(settings, "select count(*) from intermediate.int_customer_identifiers") == [(9,)]
    assert query(settings, "select count(*) from core.fct_complaints") == [(9,)]
    assert dbt(settings, "run", "--select", KEEPERS).returncode == 0
    assert query(settings, "select count(*) from intermediate.int_complaints_conformed") == [(0,)]
