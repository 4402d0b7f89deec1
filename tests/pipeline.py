"""Running the warehouse in a temporary home, as a user would or stage by stage."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from orchestration.landing import land_feed, ledger_state, mark_checked
from orchestration.release import current_manifest, write_history
from orchestration.settings import BUNDLED_CONFIG, CHECKOUT, DBT_PROJECT, FEEDS, OFFLINE_ENVIRONMENT, Settings
from orchestration.warehouse import dbt_environment, manifest, mark_complete, prepare_build
from tests.forks import suite

TOKEN_KEY = "a key of the tests"


def settings_for(home: Path, config: Path = BUNDLED_CONFIG) -> Settings:
    """A deployment in `home`."""
    return Settings(home=home, config=config, token_key=TOKEN_KEY)


def copy_feeds(home: Path, *feeds: str) -> None:
    """Put bundled feeds (all of them, if none is named) into the landing zone of `home`."""
    for feed in feeds or FEEDS:
        shutil.copytree(BUNDLED_CONFIG / "feeds" / feed, home / "landing" / feed, dirs_exist_ok=True)


def environment(settings: Settings) -> dict[str, str]:
    """The environment of a command that works on the deployment."""
    own = {
        "HOME": settings.home,
        "CONFIG": settings.config,
        "TOKEN_KEY": settings.token_key,
        "ENGINE": settings.engine,
        "POSTGRES_URL": settings.postgres_url or "",
    }
    return {**os.environ, **OFFLINE_ENVIRONMENT, **{f"COMPLAINTS_{name}": str(value) for name, value in own.items()}}


# keeping the events of one run in files costs a third of its time
_EVENTS_IN_MEMORY = """
telemetry: {enabled: false}
event_log_storage: {module: dagster._core.storage.event_log, class: InMemoryEventLogStorage}
"""

_HOLDER = """
import sys
from orchestration import lease
from orchestration.settings import Settings

with lease.taken(Settings.from_env(), "the-other-run", print):
    print("taken", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_run(settings: Settings) -> Iterator[subprocess.Popen]:
    """A process that is at work in the home, as `the-other-run`, until its input ends or the block does."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER],
        cwd=CHECKOUT,
        env=environment(settings),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline() == "taken\n"
        yield process
        process.kill()


def run_as_a_user_does(settings: Settings) -> subprocess.CompletedProcess[str]:
    """`make run` without make: the whole job, with everything that it has to import and to parse."""
    return _completed(settings, [sys.executable, "-m", "orchestration", "run"])


def run(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The whole job, in a process of its own that is forked with everything loaded; no history of it is kept."""
    if not settings.dagster_home.exists():
        settings.dagster_home.mkdir(parents=True)
        (settings.dagster_home / "dagster.yaml").write_text(_EVENTS_IN_MEMORY)
    return command(settings, "orchestration", "run", *arguments)


def command(settings: Settings, module: str, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """`python -m` for a module, in a process of its own that is forked with everything loaded."""
    return _completed(settings, suite.command(module, *arguments), typed)


def _completed(settings: Settings, words: list, typed: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    env = environment(settings) | more
    return subprocess.run(words, cwd=CHECKOUT, env=env, input=typed, capture_output=True, text=True, check=False)


def dbt(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One dbt command on the deployment's warehouse."""
    folders = ["--project-dir", DBT_PROJECT, "--profiles-dir", DBT_PROJECT]
    words = [suite.dbt_command(), "--no-use-colors", *arguments, *folders]
    return _completed(settings, words, **dbt_environment(settings))


@contextmanager
def forked_dbt() -> Iterator[None]:
    """This process has dbt forked with everything loaded, and takes over nothing that was parsed before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest, "dbt_executable", suite.dbt_command)
        patch.setattr(manifest, "_OF_CHECKOUT", Path("/nowhere"))
        patch.setattr(sys, "executable", str(suite.python_command()))
        yield


# the models that keep rows of earlier builds, and what they are made from
KEPT = "+config.materialized:incremental"


def build(settings: Settings, *, selected: str = "*") -> None:
    """Land what is new and build the models, or those `selected`, without checks and without a release."""
    for feed in FEEDS:
        land_feed(settings, feed)
        mark_checked(settings, ledger_state(settings, feed))
    prepare_build(settings)
    write_history(settings)
    built = dbt(settings, "run", "--select", selected)
    assert built.returncode == 0, built.stdout
    mark_complete(settings)


def query(settings: Settings, sql: str, *parameters: object) -> list[tuple]:
    """Rows of a query over the build."""
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        return connection.execute(sql, parameters).fetchall()


def marts(database: Path) -> dict[str, list[tuple]]:
    """All rows of every mart, as `tables` gives them."""
    return tables(database, "marts")


def tables(database: Path, *schemas: str) -> dict[str, list[tuple]]:
    """All rows of every table of the schemas, sorted, but for the times of landing and of publication.

    Floating-point numbers to 12 significant digits, as in content hashes: sums depend on the order of their rows.
    """
    times = {"feed_ledger": "exclude (received_at)", "figure_revisions": "exclude (published_at)"}
    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute(
            "select table_schema, table_name from information_schema.tables where list_contains($1, table_schema) "
            "order by all",
            [list(schemas)],
        ).fetchall()
        return {
            table: [
                tuple(float(f"{value:.12g}") if isinstance(value, float) else value for value in row)
                for row in connection.execute(
                    f"select * {times.get(table, '')} from {schema}.{table} order by all"
                ).fetchall()
            ]
            for schema, table in found
        }


def assert_undisturbed(settings: Settings, expected: Settings) -> None:
    """All tables of core and marts, in build and release, are those of a run that nothing disturbed."""
    assert current_manifest(settings).loads == current_manifest(expected).loads
    for found, wanted in (
        (settings.warehouse, expected.warehouse),
        (settings.published_database, expected.published_database),
    ):
        rows, wanted_rows = (tables(path, "core", "marts") for path in (found, wanted))
        assert [name for name in rows.keys() | wanted_rows.keys() if rows.get(name) != wanted_rows.get(name)] == []
