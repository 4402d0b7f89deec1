"""A day's load on top of an earlier build gives the same marts as building everything at once."""

from __future__ import annotations

import pytest

from orchestration.settings import BUNDLED_CONFIG, Settings
from orchestration.warehouse import prepare_build
from tests.conftest import BundledRun
from tests.pipeline import KEPT, build, copy_feeds, marts, query, settings_for


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


def test_the_last_build_counted_changed_months_alone(grown: Settings) -> None:
    (months,) = query(grown, "select count(*), min(received_month) from intermediate.int_affected_months")
    assert months[0] <= 13
