"""A release that takes over what a day did not change holds the rows of one that is written from the start."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from release_fixtures import built, change, checked

from orchestration.release import (
    Manifest,
    build_candidate,
    content_hashes,
    current_manifest,
    publish,
    release_built_on,
    rows_to_search,
)
from orchestration.release import candidate as candidates
from orchestration.release.candidate import candidate_file
from orchestration.settings import Settings

GROWING = {
    "core.fct_complaints",
    "core.complaint_lines",
    "core.agg_complaints_monthly",
    "core.fct_satisfaction_answers",
}

WITH_HISTORY = """
    create or replace table core.fct_complaints (
        complaint_key varchar, load_id varchar, received_month date, customer_token varchar, value double
    );
    drop view core.dim_years;
    create table core.complaint_lines (complaint_key varchar, load_id varchar, line_text varchar);
    create table core.fct_satisfaction_answers (answer_key varchar, load_id varchar, row_number bigint);
    create table core.agg_complaints_monthly (received_month date, complaints bigint);
    create table intermediate.int_complaints_conformed (complaint_key varchar, load_id varchar);
    create table intermediate.int_survey_answers_conformed (answer_key varchar, load_id varchar);
    create table intermediate.int_affected_months (received_month date);
    create schema bi;
    create view bi.complaints_monthly as select * from warehouse.core.agg_complaints_monthly;
"""


class Feeds:
    """Draws days of complaints, and does to the warehouse what a build does that takes them in."""

    def __init__(self, warehouse: Path, seed: int) -> None:
        self.warehouse, self.draw, self.loads = warehouse, random.Random(seed), 0
        change(warehouse, WITH_HISTORY)

    def take_in(self, complaints: int, answers: int = 0, keys: int = 500) -> None:
        """New complaints and new versions of earlier ones, some of them in another month; old versions, too."""
        self.loads += 1
        load = f"call_center-{self.loads:09}"
        drawn = {self.draw.randrange(keys): self.draw.randint(1, 12) for _ in range(complaints)}
        rows = ", ".join(
            f"('k{key}', '{load}', date '2011-{month:02}-01', 'token', {self.draw.random()})"
            for key, month in drawn.items()
        )
        late = self.draw.sample(range(keys), 3)
        change(
            self.warehouse,
            f"""
            create or replace table intermediate.int_complaints_conformed as
            select complaint_key, load_id from core.fct_complaints where false;
            create or replace table new_rows as select * from core.fct_complaints where false;
            {f"insert into new_rows values {rows};" if drawn else ""}
            insert into intermediate.int_complaints_conformed select complaint_key, load_id from new_rows;
            {"".join(f"insert into intermediate.int_complaints_conformed values ('k{key}', '{load}');" for key in late)}
            create or replace table intermediate.int_affected_months as
            select distinct received_month from core.fct_complaints
            where complaint_key in (select complaint_key from new_rows)
            union select received_month from new_rows;
            delete from core.fct_complaints where complaint_key in (select complaint_key from new_rows);
            insert into core.fct_complaints from new_rows;
            delete from core.complaint_lines where complaint_key in (select complaint_key from new_rows);
            insert into core.complaint_lines select complaint_key, load_id, 'line ' || value from new_rows;
            delete from core.agg_complaints_monthly
            where received_month in (from intermediate.int_affected_months);
            insert into core.agg_complaints_monthly
            select received_month, count(*) from core.fct_complaints
            where received_month in (from intermediate.int_affected_months) group by received_month;
            drop table new_rows;
            create or replace table intermediate.int_survey_answers_conformed as
            select 'a' || i as answer_key, 'survey-{load}' as load_id from range({answers}) as t (i);
            delete from core.fct_satisfaction_answers
            where answer_key in (select answer_key from intermediate.int_survey_answers_conformed);
            insert into core.fct_satisfaction_answers
            select answer_key, load_id, row_number() over () from intermediate.int_survey_answers_conformed;
            update marts.yearly_comparison set complaints = (select count(*) from core.fct_complaints);
            """,
        )


def day(settings: Settings, feeds: Feeds, complaints: int, answers: int = 0, keys: int = 500) -> Path:
    """A day's build on top of the one before, and its candidate."""
    continues = release_built_on(settings)
    feeds.take_in(complaints, answers, keys)
    built(settings, continues=continues)
    return build_candidate(settings, feeds.warehouse)


def published(settings: Settings, candidate: Path) -> Manifest:
    checked(candidate)
    return publish(settings, candidate, [], {})


def rows_of(database: Path) -> dict[str, Counter]:
    """The rows of each table and view."""
    with duckdb.connect(str(database), read_only=True) as connection:
        names = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() union all "
            "select schema_name || '.' || view_name from duckdb_views() where not internal"
        ).fetchall()
        return {name: Counter(connection.execute(f"from {name}").fetchall()) for (name,) in names}


def written_from_the_start(settings: Settings, warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The candidate as it comes out where nothing is taken over."""
    with monkeypatch.context() as patched:
        patched.setattr(candidates, "carried_tables", lambda *_: {})
        return build_candidate(settings, warehouse)


@pytest.fixture
def feeds(settings: Settings, warehouse: Path) -> Feeds:
    feeds = Feeds(warehouse, seed=20110315)
    published(settings, day(settings, feeds, complaints=300, answers=20))
    return feeds


@pytest.mark.slow
@pytest.mark.parametrize("with_tokens", [False, True])
def test_days_one_after_the_other_hold_the_rows_of_one_written_from_the_start(
    settings: Settings, warehouse: Path, monkeypatch: pytest.MonkeyPatch, with_tokens: bool
) -> None:
    settings = replace(settings, publishes_tokens=with_tokens)
    feeds = Feeds(warehouse, seed=315 + with_tokens)
    published(settings, day(settings, feeds, complaints=300, answers=20))
    for complaints, answers in [(40, 0), (0, 5), (1, 0), (0, 0), (120, 0)]:
        before = rows_of(settings.published_database)
        found = day(settings, feeds, complaints, answers)
        to_search, rows, content = rows_to_search(found), rows_of(found), found.read_bytes()
        assert {name for name in GROWING if name in to_search} == GROWING - (
            {"core.fct_satisfaction_answers"} if answers else set()
        )
        assert int.from_bytes(content[12:20], "little") == 64, "clients of DuckDB 1 can read it"
        not_new = {
            name: Counter(rows_where(found, name, f"not ({condition})")) for name, condition in to_search.items()
        }
        assert {name: left - before[name] for name, left in not_new.items() if left - before[name]} == {}

        expected = written_from_the_start(settings, feeds.warehouse, monkeypatch)
        expected_rows, expected_hashes = rows_of(expected), content_hashes(expected)
        # its rows have the time of the release in the making
        del rows["marts.figure_revisions"], expected_rows["marts.figure_revisions"]
        assert rows == expected_rows
        manifest = published(settings, build_candidate(settings, feeds.warehouse))
        assert manifest.content_hashes == content_hashes(settings.published_database)
        assert {name for name in GROWING if manifest.content_hashes[name] != expected_hashes[name]} == set()


def rows_where(database: Path, table: str, condition: str) -> list[tuple]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(f"from {table} where {condition}").fetchall()


def test_what_a_day_did_not_touch_is_not_written_again(settings: Settings, feeds: Feeds) -> None:
    candidate = day(settings, feeds, complaints=10)
    new = rows_to_search(candidate)
    assert 0 < len(rows_where(candidate, "core.fct_complaints", new["core.fct_complaints"])) <= 10
    assert new["core.fct_satisfaction_answers"] == "false"
    assert new["marts.feed_overlap"] == "false", "as in the release before"
    assert "marts.yearly_comparison" not in new


def test_a_longer_history_makes_no_more_rows_to_write(settings: Settings, warehouse: Path) -> None:
    """The same day on a history, and on one of five times as many complaints: rows that a release exchanges."""
    feeds, written = Feeds(warehouse, seed=5), []
    for history in (400, 1_600):
        published(settings, day(settings, feeds, complaints=history, keys=history * 5))
        candidate = day(settings, feeds, complaints=20, keys=50)
        new = rows_to_search(candidate)
        tables = ("core.fct_complaints", "core.complaint_lines")
        written.append([len(rows_where(candidate, name, new[name])) for name in tables])
        published(settings, candidate)
    assert written[0] == pytest.approx(written[1], abs=10)
    assert max(map(max, written)) <= 20


def test_nothing_is_taken_over_where_it_cannot_be_known_what_changed(
    settings: Settings, feeds: Feeds, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken_over(settings: Settings, continues: str | None) -> bool:
        built(settings, continues=continues)
        return rows_to_search(build_candidate(settings, feeds.warehouse)) != {}

    newest = release_built_on(settings)
    feeds.take_in(10)
    assert release_built_on(settings) is None, "somebody else wrote to the warehouse"
    assert taken_over(settings, newest)
    assert not taken_over(settings, None), "the warehouse was built anew, or its last build was not released"
    assert not taken_over(settings, "20110315T000000Z-00000000"), "another release came in between"
    assert not taken_over(replace(settings, publishes_tokens=True), newest)
    settings.reference.mkdir(parents=True)
    (settings.reference / "aliases.csv").write_text("changed")
    assert not taken_over(settings, newest)
    assert rows_to_search(candidate_file(settings)) == {}


def test_a_table_with_more_rows_than_came_is_written_from_the_start(settings: Settings, feeds: Feeds) -> None:
    continues = release_built_on(settings)
    feeds.take_in(10)
    change(feeds.warehouse, "insert into core.fct_complaints values ('k', 'another', '2011-01-01', null, 1)")
    built(settings, continues=continues)
    candidate = build_candidate(settings, feeds.warehouse)
    assert rows_to_search(candidate) == {}
    assert len(rows_where(candidate, "core.fct_complaints", "complaint_key = 'k'")) == 1
    assert published(settings, candidate).content_hashes == content_hashes(settings.published_database)


def test_a_release_that_is_damaged_is_not_gone_on_from(settings: Settings, feeds: Feeds) -> None:
    newest = settings.releases / current_manifest(settings).release_id / "complaints.duckdb"
    for database in (newest, settings.published_database):
        database.chmod(0o644)
        content = bytearray(database.read_bytes())
        content[len(content) // 2] ^= 1
        database.write_bytes(content)
    assert rows_to_search(day(settings, feeds, complaints=10)) == {}


@pytest.mark.slow
def test_the_space_of_what_is_replaced_is_used_again(settings: Settings, feeds: Feeds) -> None:
    change(feeds.warehouse, "create table marts.large as select i, md5(i::varchar) as text from range(100000) as t (i)")
    sizes = []
    for _ in range(6):
        manifest = published(settings, day(settings, feeds, complaints=10))
        sizes.append(manifest.files["complaints.duckdb"].size_bytes)
    assert max(sizes[1:]) < 1.3 * sizes[0]
