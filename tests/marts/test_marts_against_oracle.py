"""Every mart of the published release against an independent computation from the bundled raw files."""

from __future__ import annotations

import duckdb
import pytest

from tests.benchmarks.reading import FEEDS
from tests.conftest import BundledRun
from tests.marts.oracle import ORACLES, differences
from tests.marts.raw_feeds import RawFeeds, read_feeds


@pytest.fixture(scope="module")
def bundled_feeds() -> RawFeeds:
    return read_feeds(FEEDS)


@pytest.mark.parametrize("mart", ORACLES)
def test_mart_is_what_the_files_say(mart: str, bundled_run: BundledRun, bundled_feeds: RawFeeds) -> None:
    assert differences(mart, bundled_feeds, bundled_run.settings.published_database) == []


def test_every_mart_has_an_oracle(bundled_run: BundledRun) -> None:
    with duckdb.connect(str(bundled_run.settings.published_database), read_only=True) as connection:
        marts = connection.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
    built = {name for (name,) in marts}
    assert sorted(built - set(ORACLES)) == [], "compute these marts in tests/marts/, with an entry in ORACLES"
    assert sorted(set(ORACLES) - built) == [], "ORACLES of tests/marts/oracle.py has these, which are no marts"
