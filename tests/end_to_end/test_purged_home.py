"""What was purged is nowhere in a home any more: every byte is searched, and what is compressed is read back."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterator

import duckdb
import pytest

from orchestration.landing.privacy import TokenKey
from orchestration.settings import Settings
from tests.landing.landing_fixtures import CALL_CENTER_HEADER, call_center_row, csv_text, put
from tests.pipeline import TOKEN_KEY, command, copy_feeds, run, settings_for
from tests.search import found, in_files

pytestmark = pytest.mark.slow

PERSON = "C-778899"
FILE = "own_register_of_the_branch.csv"
WITHDRAWN = "sent_in_by_mistake.csv"
SECRETS = (
    "CCPURGE1",
    "CCPURGE2",
    hashlib.md5(b"call_center|CCPURGE1").hexdigest(),
    "紫色的大象",
    TokenKey(TOKEN_KEY).token("customer_number", PERSON),
    WITHDRAWN,
    "CCMISTAKE",
)


def purge(settings: Settings, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return command(settings, "orchestration.cli", "purge", *arguments, typed=typed)


def in_all_tables(settings: Settings) -> Iterator[str]:
    """Every row of every DuckDB and Parquet file below the home, the earlier releases' too."""
    for path in sorted(settings.home.rglob("*.parquet")):
        yield from map(str, duckdb.execute(f"from read_parquet('{path}')").fetchall())
    for path in sorted(settings.home.rglob("*.duckdb")):
        with duckdb.connect(str(path), read_only=True) as connection:
            tables = connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
            for schema, table in tables:
                yield from map(str, connection.execute(f'from "{schema}"."{table}"').fetchall())


def left_of(settings: Settings) -> list[str]:
    return found(SECRETS, "\n".join(in_all_tables(settings)), in_files(settings))


def published(settings: Settings, sql: str) -> list[tuple]:
    with duckdb.connect(str(settings.published_database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_a_person_and_a_withdrawn_file_are_nowhere_any_more(tmp_path) -> None:
    settings = settings_for(tmp_path / "home")
    copy_feeds(settings.home)
    mistaken = put(settings, "call_center", WITHDRAWN, csv_text(CALL_CENTER_HEADER, call_center_row("CCMISTAKE")))
    own = [
        call_center_row("CCPURGE1", 客户号=PERSON, 投诉内容="紫色的大象"),
        call_center_row("CCPURGE2", 客户号=PERSON),
    ]
    put(settings, "call_center", FILE, csv_text(CALL_CENTER_HEADER, *own, call_center_row("CCOTHER")))
    assert run(settings).returncode == 0
    (mistaken.parent / "withdrawn").mkdir()
    mistaken = mistaken.rename(mistaken.parent / "withdrawn" / WITHDRAWN)
    assert run(settings).returncode == 0
    (settings.docs / "tables").mkdir(parents=True)
    (settings.docs / "tables" / "core.fct_complaints.html").write_text("CCPURGE1")
    (settings.reports / "2011").mkdir(parents=True, exist_ok=True)
    (settings.reports / "2011" / "complaints-2011.zh.html").write_text("CCPURGE1")
    assert set(left_of(settings)) == set(SECRETS)
    complaints = "select count(*) from core.fct_complaints"
    ((before,),) = published(settings, complaints)

    told = purge(settings, "--person", typed=PERSON)
    assert told.returncode == 0, told.stderr
    assert "call_center: 2 rows" in told.stdout and f"{FILE}: row 2, 3" in told.stdout
    assert "Nothing was removed yet" in told.stdout
    assert published(settings, complaints) == [(before,)]

    purged = purge(settings, "--person", "--yes", typed=PERSON)
    assert purged.returncode == 0, purged.stderr
    forgotten = purge(settings, "--file", WITHDRAWN, "--feed", "call_center", "--yes")
    assert forgotten.returncode == 0, forgotten.stderr
    mistaken.unlink()
    assert left_of(settings) == []
    assert published(settings, complaints) == [(before - 2,)]
    assert published(
        settings,
        f"""
        select reasons, count(*) from marts.quarantined_rows where file_name = '{FILE}' group by all
    """,
    ) == [("purged", 2)]
    assert published(
        settings,
        f"""
        select rows_read, rows_accepted, rows_superseded, rows_quarantined from marts.feed_ledger
        where file_name = '{FILE}'
    """,
    ) == [(3, 1, 0, 2)]
    revised = "select count(*) from marts.figure_revisions where change_type = 'revised' and measure = 'complaints'"
    assert published(settings, revised)[0][0] > 0

    # the unchanged file lands again, and still nothing comes back
    for path in (*sorted(settings.lake.rglob("*"), reverse=True), settings.lake):
        path.rmdir() if path.is_dir() else path.unlink()
    settings.warehouse.unlink()
    assert run(settings).returncode == 0
    assert left_of(settings) == []
    assert published(settings, complaints) == [(before - 2,)]
