"""The counts in DuckDB: distinct values are looked up once, and only numbers that repeat are put in order."""

from __future__ import annotations

from pathlib import Path

import duckdb

from benchmarks.floor import texts
from benchmarks.peers.task import (
    COUNTED_BY,
    EARLIEST_YEAR,
    FEEDS,
    LOOKED_UP,
    UNMAPPED,
    UNSPECIFIED,
    VOID,
    files,
    headers,
)

_KNOWN = f"""
create temp table known as
select source_system, number_of(complaint_number) as number, time_of(received)::date as received_date, file, place,
    {", ".join(f"{name}_code" for name in LOOKED_UP)}
from rows {" ".join(f"join {name}_values using (source_system, {name})" for name in LOOKED_UP)};

delete from known where number is null or received_date is null
    or year(received_date) < {EARLIEST_YEAR} or received_date > current_date + 1;

create temp table seen_twice as select hash(source_system, number) as key from known group by key having count(*) > 1;

create temp table counted as
select * from known where hash(source_system, number) not in (from seen_twice)
union all
select * from (
    select * from known where hash(source_system, number) in (from seen_twice)
    qualify row_number() over (partition by source_system, number order by file desc, place desc) = 1
)
"""

_COUNTS = f"""
select source_system, date_trunc('month', received_date)::date as received_month, branch_code, category_code,
    channel_code, count(*) as complaints
from counted where status_code <> '{VOID}' group by {", ".join(COUNTED_BY)}
"""


def count(feeds: Path, names: Path, out: Path) -> None:
    """Write the counts as CSV."""
    with duckdb.connect() as connection:
        texts.define(connection)
        connection.execute(f"create temp table names as from read_csv('{names}', all_varchar = true)")
        connection.execute(f"create temp table rows as {' union all '.join(_rows(feeds))}")
        for name in LOOKED_UP:
            connection.execute(_values(name))
        connection.execute(_KNOWN)
        connection.execute(f"copy ({_COUNTS}) to '{out}' (header)")


def _rows(feeds: Path) -> list[str]:
    read = []
    for feed in FEEDS:
        columns = ", ".join(f"coalesce(\"{header}\", '') as {field}" for field, header in headers(feed).items())
        for place, file in enumerate(files(feeds, feed)):
            rows = f"read_csv('{file}', all_varchar = true, header = true, delim = ',', quote = '\"')"
            read.append(
                f"select '{feed}' as source_system, {place} as file, row_number() over () as place, "
                f"{columns} from {rows}"
            )
    return read


def _values(name: str) -> str:
    return f"""
        create temp table {name}_values as
        with given as (select distinct source_system, {name}, cleaned({name}) as clean from rows)
        select source_system, {name},
            coalesce(code, if(clean is null, '{UNSPECIFIED}', '{UNMAPPED}')) as {name}_code
        from given left join names on domain = '{name}' and feed = source_system and names.name = clean
    """
