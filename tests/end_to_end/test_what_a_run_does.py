"""What a run does is counted, and not timed: processes, reads of what landed, models and tests, libraries loaded.

Each count is shown to rise when its cause is put back.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass

import duckdb
import pytest

from orchestration.release.audit import rows_to_search
from orchestration.release.candidate import candidate_file
from orchestration.settings import BUNDLED_CONFIG, CHECKOUT, Settings
from tests.conftest import BundledRun
from tests.pipeline import environment, query, settings_for

pytestmark = pytest.mark.slow

NEW_DAY = "callcenter_2012.csv"


@dataclass(frozen=True)
class Done:
    """What a run did."""

    builds: int
    parses: int
    read: dict[str, int]
    imported: set[str]
    nodes: int


def counted(settings: Settings, *patched: str) -> Done:
    """A run that starts with nothing loaded, as a user's does."""
    results = settings.dbt / "target" / "run_results.json"
    results.unlink(missing_ok=True)
    counts = settings.home / "counts.json"
    ran = subprocess.run(
        [sys.executable, "-m", "tests.forks.counting", counts, *patched],
        cwd=CHECKOUT,
        env=environment(settings),
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    content = json.loads(counts.read_text())
    assert content["status"] == 0, ran.stderr
    started = [" ".join(words) for words in content["processes"]]
    return Done(
        builds=sum("orchestration.dbt_command" in words for words in started),
        parses=sum(" parse " in words for words in started),
        read=content["read"],
        imported=set(content["imported"]),
        nodes=len(json.loads(results.read_text())["results"]) if results.exists() else 0,
    )


@pytest.fixture(scope="module")
def published(bundled_run: BundledRun, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A copy of the bundled run, and a release that was made where it lies."""
    settings = settings_for(tmp_path_factory.mktemp("counted") / "home")
    shutil.copytree(bundled_run.settings.home, settings.home, symlinks=True)
    counted(settings)
    return settings


def test_a_day_to_which_nothing_came_builds_nothing_and_loads_no_library_for_it(published: Settings) -> None:
    done = counted(published)
    assert (done.builds, done.parses, done.nodes, done.read) == (0, 0, 0, {})
    assert not {"great_expectations", "scipy", "dbt.cli.main", "psycopg"} & done.imported

    assert "great_expectations" in counted(published, "orchestration.quality.feed_check", "is_documented").imported
    done = counted(published, "orchestration.defs.dbt", "is_up_to_date")
    assert done.builds == 1
    assert done.nodes > 230


def test_a_day_reads_what_came_once_and_starts_one_dbt(published: Settings) -> None:
    path = published.landing / "call_center" / NEW_DAY
    lines = (BUNDLED_CONFIG / "feeds/call_center/callcenter_2011.csv").read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:50]))
    done = counted(published)
    assert (done.builds, done.parses) == (1, 0)
    assert done.read == {NEW_DAY: 1}
    assert done.nodes < 270, "more models or tests: a day waits for each of them"


def _written(settings: Settings) -> int:
    """How many complaints the last release did not take over from the one before."""
    which = rows_to_search(candidate_file(settings)).get("core.fct_complaints", "true")
    with duckdb.connect(str(settings.published_database), read_only=True) as connection:
        (count,) = connection.execute(f"select count(*) from core.fct_complaints where {which}").fetchone()
    return count


def test_a_day_writes_what_came_and_looks_at_the_customers_whom_it_concerns(published: Settings) -> None:
    lines = (BUNDLED_CONFIG / "feeds/call_center/callcenter_2011.csv").read_bytes().splitlines(keepends=True)
    came = 30
    (published.landing / "call_center" / "a_day.csv").write_bytes(b"".join([lines[0], *lines[200 : 200 + came]]))
    counted(published)
    assert 0 < _written(published) <= came
    ((customers,),) = query(published, "select count(*) from intermediate.int_customers_changed")
    assert 0 < customers <= 2 * came

    (published.landing / "call_center" / "another_day.csv").write_bytes(b"".join([lines[0], *lines[300:310]]))
    counted(published, "orchestration.release.candidate", "carried_tables")
    assert _written(published) > 1_000
