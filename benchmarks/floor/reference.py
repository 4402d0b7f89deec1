"""Reference data: each distinct value of the feeds is cleaned and looked up once."""

from __future__ import annotations

from pathlib import Path

import duckdb

from benchmarks.floor.landing import Paths

_TABLES = (
    "aliases", "branches", "categories", "category_crosswalk", "causes", "channels", "grievances", "lines",
    "service_items", "statuses", "subcategories",
)  # fmt: skip

_LAKE = """
create temp view lake as
select 'call_center' as source_system, * exclude ("投诉内容"), null::varchar as call_center_number,
    file_row_number + 2 as row_number
from {call_center}
union all by name
select 'hq' as source_system, * exclude ("案件情况", "案件分析", "案件启示"), file_row_number + 2 as row_number
from {hq}
"""

# what a name or an alias stands for; a name beats an alias, an alias for one feed beats one for all
_NAMES = """
create temp table names as
with
given as (
    select 'branch' as domain, null as category, unnest([branch_name_zh, branch_name]) as name, branch_code as code
        from branches
    union all select 'channel', null, unnest([channel_name_zh, channel_name]), channel_code from channels
    union all select 'status', null, unnest([status_name_zh, status_name]), status_code from statuses
    union all select 'controllability', null, unnest(['controllable', 'uncontrollable']) as verdict, verdict
    union all select 'cause', category_code, unnest([cause_name_zh, cause_name]), cause_code from causes
    union all select 'grievance', category_code, unnest([grievance_name_zh, grievance_name]), grievance_code
        from grievances
),
names as (select distinct domain, category, cleaned(name) as name, code from given where name is not null),
others as (
    select names.domain, aliases.source_system as feed, names.category, cleaned(aliases.alias) as name, names.code
    from aliases join names on aliases.domain = names.domain and cleaned(aliases.canonical_value) = names.name
),
all_names as (
    select domain, null as feed, category, name, code, 1 as place from names
    union all select domain, feed, category, name, code, if(feed is null, 3, 2) from others
)
select distinct domain, feeds.feed, category, name, code
from all_names join (values ('call_center'), ('hq')) as feeds (feed)
    on coalesce(all_names.feed, feeds.feed) = feeds.feed
qualify rank() over (partition by domain, feeds.feed, category, name order by place) = 1;

create temp table category_names as
with
crosswalk as (select source_system as feed, cleaned(source_value) as name, category_code, subcategory_code
    from category_crosswalk),
all_names as (
    select *, 1 as place from crosswalk
    union all
    select crosswalk.feed, cleaned(alias), category_code, subcategory_code, if(source_system is null, 3, 2)
    from aliases join crosswalk
        on domain = 'category' and cleaned(canonical_value) = name and coalesce(source_system, feed) = feed
)
select feed, name, line_code, category_code, subcategory_code from (
    from all_names qualify rank() over (partition by feed, name order by place) = 1
) join categories using (category_code)
"""

_REASONS = """
create temp table reasons as
with
given as (
    select distinct source_system as feed, coalesce(category, '') as category, coalesce(cause, '') as cause,
        coalesce(grievance, '') as grievance, coalesce(controllable, '') as controllable
    from lake
),
categorised as (
    select given.*, coalesce(line_code, 'unmapped') as line_code, coalesce(category_code, 'unmapped') as category_code,
        subcategory_code, verdicts.code as flag
    from given
    left join category_names on given.feed = category_names.feed and cleaned(given.category) = category_names.name
    left join names as verdicts
        on verdicts.domain = 'controllability' and verdicts.feed = given.feed
            and verdicts.name = cleaned(given.controllable)
),
caused as (
    select categorised.*,
        coalesce(by_cause.code, if(cleaned(cause) is null, 'unspecified', 'unmapped')) as cause_code,
        coalesce(by_grievance.code, if(cleaned(grievance) is null, 'unspecified', 'unmapped')) as grievance_code
    from categorised
    left join names as by_cause on by_cause.domain = 'cause' and by_cause.feed = categorised.feed
        and by_cause.category = category_code and by_cause.name = cleaned(cause)
    left join names as by_grievance on by_grievance.domain = 'grievance' and by_grievance.feed = categorised.feed
        and by_grievance.category = category_code and by_grievance.name = cleaned(grievance)
)
select caused.*, coalesce(cause_group_code, cause_code) as cause_group_code,
    coalesce(causes.controllability, flag, 'undetermined') as controllability,
    coalesce(flag <> causes.controllability, false) as is_flag_overruled
from caused left join causes using (category_code, cause_code)
"""

_VALUES = """
create temp table {field}_values as
with given as (select distinct source_system as feed, coalesce({field}, '') as value from lake)
select given.feed, value, coalesce(code, {otherwise}) as {field}_code
from given left join names on names.domain = '{field}' and names.feed = given.feed and names.name = cleaned(value)
"""

CODES = (
    "branch_code", "line_code", "category_code", "subcategory_code", "channel_group", "channel_code",
    "cause_group_code", "cause_code", "grievance_code", "controllability",
)  # fmt: skip


def read_names(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Create the tables of the reference data, and of them `names` and `category_names`: what a clean value means."""
    for table in _TABLES:
        file = folder / f"{table}.csv"
        connection.execute(f"create temp table {table} as from read_csv('{file}', all_varchar = true, header = true)")
    connection.execute(_NAMES)


def look_up(connection: duckdb.DuckDBPyConnection, paths: Paths) -> None:
    """Create the tables `branch_values`, `channel_values`, `status_values` and `reasons`, by what the feeds wrote.

    Of each code an enumeration `<code>_type` is made, in which facts keep it.
    """
    read_names(connection, paths.reference)
    connection.execute(_LAKE.format(call_center=paths.lake("call_center"), hq=paths.lake("hq")))
    connection.execute(_REASONS)
    blank = "if(cleaned(value) is null, 'unspecified', 'unmapped')"
    for field, otherwise in {"branch": blank, "channel": blank, "status": "null"}.items():
        connection.execute(_VALUES.format(field=field, otherwise=otherwise))
    connection.execute(
        """
        alter table channel_values add column channel_group varchar;
        update channel_values set channel_group = channel_code;
        update channel_values set channel_group = channels.channel_group from channels
        where channels.channel_code = channel_values.channel_code;
        """
    )
    for code in CODES:
        table = next(table for table in ("branch_values", "channel_values", "reasons") if _has(connection, table, code))
        connection.execute(
            f"create temp type {code}_type as enum (select distinct {code} from {table} where {code} is not null)"
        )


def _has(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> bool:
    return column in connection.table(table).columns
