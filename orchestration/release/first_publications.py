"""What a release from before there was a history of figures published, read from its marts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from orchestration.release.manifest import Manifest
from orchestration.release.tables import read_parquet, timestamp
from orchestration.sql_text import identifier, literal

_FOLLOWED = "intermediate.int_figures_followed"
_NOT_KEYS = {"mart", "measure", "period_end_date", "value"}


@dataclass(frozen=True)
class Measure:
    """A measure whose history is kept: its mart, its column there, and the columns that tell its figures apart."""

    mart: str
    column: str
    keys: tuple[str, ...]


def measures_followed(connection: duckdb.DuckDBPyConnection, warehouse: str) -> list[Measure]:
    """The measures of the build in the attached database `warehouse` whose history is kept."""
    figures = f"{identifier(warehouse)}.{_FOLLOWED}"
    columns = [name for name, *_ in connection.execute(f"describe from {figures}").fetchall()]
    keys = [name for name in columns if name not in _NOT_KEYS]
    is_used = ", ".join(f"bool_or({identifier(key)} is not null)" for key in keys)
    rows = connection.execute(f"select mart, measure, {is_used} from {figures} group by all order by all").fetchall()
    return [
        Measure(mart, measure, tuple(key for key, is_key in zip(keys, used, strict=True) if is_key))
        for mart, measure, *used in rows
    ]


def first_publications(
    connection: duckdb.DuckDBPyConnection, folder: Path, release: Manifest, measures: Collection[Measure]
) -> Iterator[str]:
    """For each of the measures, a query for its values in the marts of an earlier release, which lies in `folder`."""
    for measure in measures:
        path = folder / "parquet" / f"{measure.mart}.parquet"
        if path.exists():
            columns = {name for name, *_ in connection.execute(f"describe from {read_parquet(path)}").fetchall()}
            if measure.column in columns:
                keys = [key for key in measure.keys if key in columns]
                yield _first_publication(Measure(measure.mart, measure.column, tuple(keys)), path, release)


def _first_publication(measure: Measure, path: Path, release: Manifest) -> str:
    source = "figures.source_system" if "source_system" in measure.keys else "null"
    value = identifier(measure.column)
    return f"""
        select distinct
            {literal(measure.mart)} as mart,
            {literal(measure.column)} as measure,
            {", ".join(map(identifier, measure.keys))},
            (
                select max(period_end_date) from {read_parquet(path.with_name("yearly_comparison.parquet"))} as years
                where years.report_year = figures.report_year
                    and years.source_system = coalesce({source}, years.source_system)
            ) as period_end_date,
            {timestamp(datetime.fromisoformat(release.published_at))} as published_at,
            'first_published' as change_type,
            {value}::double as value_as_first_published,
            {value}::double as value_now,
            true as is_latest
        from {read_parquet(path)} as figures
        where {value} is not null
    """
