"""A day's load on top of an earlier build gives the same marts as building everything at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from orchestration.landing import land_feed, ledger_state, mark_checked
from orchestration.settings import BUNDLED_CONFIG, Settings
from orchestration.warehouse import mark_complete, prepare_build
from tests.conftest import BundledRun
from tests.pipeline import KEPT, build, copy_feeds, marts, query, settings_for

pytestmark = pytest.mark.slow


def _land(settings: Settings, feed: str, name: str) -> None:
    folder = settings.landing / feed
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes((BUNDLED_CONFIG / "feeds" / feed / name).read_bytes())


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A warehouse that took in 2010, then 2011 of the call center, then the rest."""
    settings = settings_for(tmp_path_factory.mktemp("grown"))
    _land(settings, "call_center", "callcenter_2010.csv")
    build(settings, selected=KEPT)
    _land(settings, "call_center", "callcenter_2011.csv")
    _land(settings, "hq", "总公司投诉登记_2010.xlsx")
    assert prepare_build(settings) == "The warehouse takes in what is new."
    build(settings, selected=KEPT)
    copy_feeds(settings.home)
    build(settings)
    return settings


def test_marts_are_those_of_one_build(grown: Settings, bundled_run: BundledRun) -> None:
    expected = marts(bundled_run.settings.warehouse)
    found = marts(grown.warehouse)
    assert found.keys() == expected.keys()
    for mart, rows in expected.items():
        assert found[mart] == rows, mart


def test_the_last_build_looked_at_new_rows_alone(grown: Settings) -> None:
    loads = query(grown, "select distinct load_id from intermediate.int_complaints_conformed")
    assert loads == [("hq-000000002",)]


@pytest.mark.parametrize("left", ["withdrawn", "replaced"])
def test_a_file_that_is_taken_back_or_replaced_starts_the_warehouse_anew(
    grown: Settings, tmp_path: Path, left: str
) -> None:
    """Before the build, what it was built from is compared with the ledger of now."""
    home = tmp_path / "home"
    shutil.copytree(grown.home, home, ignore=shutil.ignore_patterns("dbt", "dagster"))
    settings = settings_for(home)
    # the views of a build name the lake that they read
    with duckdb.connect(str(settings.warehouse)) as warehouse:
        for (sql,) in warehouse.execute("select sql from duckdb_views() where not internal").fetchall():
            if str(grown.home) in sql:
                again = sql.replace("CREATE VIEW", "CREATE OR REPLACE VIEW").replace(str(grown.home), str(home))
                warehouse.execute(again)
    mark_complete(settings)
    assert prepare_build(settings) == "The warehouse takes in what is new."
    file = settings.landing / "hq" / "总公司投诉登记_2010.xlsx"
    if left == "withdrawn":
        (file.parent / "withdrawn").mkdir()
        file.rename(file.parent / "withdrawn" / file.name)
    else:
        file.write_bytes((file.parent / "总公司投诉登记_2011.xlsx").read_bytes())
        (file.parent / "总公司投诉登记_2011.xlsx").unlink()
    land_feed(settings, "hq")
    mark_checked(settings, ledger_state(settings, "hq"))
    assert prepare_build(settings) == "The warehouse is built anew from the lake: a file was withdrawn."


def test_the_last_build_counted_changed_months_alone(grown: Settings) -> None:
    (months,) = query(grown, "select count(*), min(received_month) from intermediate.int_affected_months")
    assert months[0] <= 13
