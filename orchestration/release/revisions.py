"""The history of published figures: what releases said of each, and what a candidate changes in it.

The build gives every figure as if it was published for the first time; the history itself is carried from release to
release. So a build that was not published leaves no trace in it, and it can do without the warehouse file.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration.release.catalog import Table
from orchestration.release.history import FIGURE_REVISIONS, earlier_history
from orchestration.release.manifest import Manifest
from orchestration.release.notes import Say
from orchestration.release.shelf import latest_time, time_after
from orchestration.release.tables import read_parquet
from orchestration.settings import Settings
from orchestration.sql_rows import only_row
from orchestration.sql_text import identifier, literal

_NOT_KEYS = {
    "period_end_date",
    "published_at",
    "change_type",
    "value_as_first_published",
    "value_before",
    "value_now",
    "revision",
    "is_latest",
}

# What is known of the speed of closing moves as open cases are closed or stay open; a count of a past year does not.
_MOVES_WITH_FOLLOW_UP = "(mart = 'case_closure' and not starts_with(measure, 'closed_by_year_end'))"
_COUNT_CHANGED = """
    coalesce(
        bool_or(mart = 'yearly_comparison' and measure = 'complaints' and change_type is not null)
            over (partition by source_system, report_year, scope_level, scope_code),
        false
    )
"""

# Sums of floating-point numbers depend on the order in which threads deliver them; that is no revision.
_TOLERANCE = 1e-12


def history_with(
    connection: duckdb.DuckDBPyConnection, settings: Settings, figures: Table, database: str, scratch: Path, say: Say
) -> str:
    """A query for the history that a candidate publishes: the one so far, and what the build's `figures` change in it.

    A release that was made before there was a history counts as the first publication of all that its marts hold.
    """
    build, latest = figures.sql_name(database), latest_time(settings)
    keys = [column.name for column in figures.columns if column.name not in _NOT_KEYS]
    history = [f"from {build} where false"]
    earlier = earlier_history(settings, figures, keys, scratch, say)
    if isinstance(earlier, Manifest):
        history += _first_publications(connection, build, keys, settings.releases / earlier.release_id, earlier)
    elif earlier:
        history.append(f"from {read_parquet(earlier)}")
        newest = _newest_time(connection, read_parquet(earlier))
        latest = max((time for time in (latest, newest) if time), default=None)
    return _extended(" union all by name ".join(history), build, keys, time_after(latest))


def time_of_changes(candidate: Path) -> datetime | None:
    """When the newest values in a candidate's history are published; None without any."""
    with duckdb.connect(str(candidate), read_only=True) as connection:
        try:
            return _newest_time(connection, FIGURE_REVISIONS)
        except duckdb.CatalogException:
            return None


def _newest_time(connection: duckdb.DuckDBPyConnection, history: str) -> datetime | None:
    newest: datetime | None
    (newest,) = only_row(connection, f"select max(published_at) from {history}")
    return newest and newest.replace(tzinfo=UTC)


def _extended(history: str, build: str, keys: Sequence[str], published_at: datetime) -> str:
    """`history` and the rows that the figures of `build` add to it; those that they replace are the latest no more.

    Only figures that are not the same to the bit on both sides are matched by their keys: that keeps memory small.
    """
    names = ", ".join(map(identifier, keys))
    either_key = ", ".join(f"coalesce(now.{key}, latest.{key}) as {key}" for key in map(identifier, keys))
    content = f"{names}, period_end_date, value_now, hash({names}, period_end_date, value_now) as content"
    is_other_value = _differ("now.value_now", "latest.value_now")
    is_other_first_value = _differ("now.value_now", "latest.value_as_first_published")
    return f"""
        with
        history as not materialized ({history}),
        built as not materialized (select {content} from {build}),
        published as not materialized (select {content}, value_as_first_published from history where is_latest),
        now as (from built anti join published using (content)),
        latest as (from published anti join built using (content)),
        compared as (
            select
                {either_key},
                coalesce(now.period_end_date, latest.period_end_date) as period_end_date,
                {_timestamp(published_at)} as published_at,
                coalesce(now.period_end_date <> latest.period_end_date, false) as is_other_period,
                case
                    when latest.mart is null then 'first_published'
                    when now.mart is null then if(latest.value_now is not null, 'withdrawn', null)
                    when latest.value_now is null then 'restored'
                    when is_other_period and not ({is_other_value} or {is_other_first_value}) then null
                    when now.period_end_date > latest.period_end_date then 'period_extended'
                    when now.period_end_date < latest.period_end_date then 'period_shortened'
                    when {is_other_value} then 'revised'
                end as change_type,
                if(latest.mart is null or is_other_period, now.value_now, latest.value_as_first_published)
                    as value_as_first_published,
                latest.value_now as value_before,
                now.value_now as value_now,
                if(change_type = 'revised', now.value_now - latest.value_now, null) as revision,
                true as is_latest
            from now
            full join latest on {_same(keys, "now", "latest")}
        ),
        judged as (
            select * replace (
                case
                    when change_type = 'revised' and {_MOVES_WITH_FOLLOW_UP} and not {_COUNT_CHANGED} then 'followed_up'
                    else change_type
                end as change_type
            )
            from compared
        ),
        carried as (
            select history.* replace (
                history.is_latest and judged.change_type is null as is_latest,
                if(judged.change_type is null, coalesce(judged.period_end_date, history.period_end_date),
                   history.period_end_date) as period_end_date
            )
            from history
            left join judged on history.is_latest and {_same(keys, "history", "judged")}
        ),
        added as (select * exclude (is_other_period) from judged where change_type is not null order by all)
        from carried
        union all by name
        from added
    """


def _first_publications(
    connection: duckdb.DuckDBPyConnection, build: str, keys: Sequence[str], folder: Path, release: Manifest
) -> list[str]:
    """For each measure that the build follows, a query for its values in the marts of an earlier release."""
    is_used = ", ".join(f"bool_or({identifier(key)} is not null)" for key in keys)
    followed = connection.execute(f"select mart, measure, {is_used} from {build} group by all order by all").fetchall()
    queries = []
    for mart, measure, *used in followed:
        path = folder / "parquet" / f"{mart}.parquet"
        if path.exists():
            columns = {name for name, *_ in connection.execute(f"describe from {read_parquet(path)}").fetchall()}
            of_mart = [key for key, is_key in zip(keys, used, strict=True) if is_key and key in columns]
            if measure in columns:
                queries.append(_first_publication(mart, measure, of_mart, path, release))
    return queries


def _first_publication(mart: str, measure: str, keys: Sequence[str], path: Path, release: Manifest) -> str:
    source = "figures.source_system" if "source_system" in keys else "null"
    return f"""
        select distinct
            {literal(mart)} as mart,
            {literal(measure)} as measure,
            {", ".join(map(identifier, keys))},
            (
                select max(period_end_date) from {read_parquet(path.with_name("yearly_comparison.parquet"))} as years
                where years.report_year = figures.report_year
                    and years.source_system = coalesce({source}, years.source_system)
            ) as period_end_date,
            {_timestamp(datetime.fromisoformat(release.published_at))} as published_at,
            'first_published' as change_type,
            {identifier(measure)}::double as value_as_first_published,
            {identifier(measure)}::double as value_now,
            true as is_latest
        from {read_parquet(path)} as figures
        where {identifier(measure)} is not null
    """


def _differ(one: str, other: str) -> str:
    return f"abs({one} - {other}) > {_TOLERANCE} * greatest(1, abs({one}), abs({other}))"


def _same(keys: Sequence[str], left: str, right: str) -> str:
    return " and ".join(f"{left}.{key} is not distinct from {right}.{key}" for key in map(identifier, keys))


def _timestamp(moment: datetime) -> str:
    return literal(moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")) + "::timestamp"
