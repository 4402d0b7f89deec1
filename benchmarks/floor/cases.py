"""Marts of single complaints: how fast they are closed, which are open, and which both feeds know."""

from __future__ import annotations

import duckdb

from benchmarks.floor.landing import Paths

_LATEST_DAYS = """
create temp table latest_days as
select source_system, greatest(max(received_date), max(closed_date)) as as_of_date from facts where not is_void
    group by all
"""

_CLOSURE = """
create table release.marts.case_closure as
with
by_day as (
    select source_system, report_year, line_code::varchar as line_code,
        coalesce(days_to_close, if(is_closed, null, greatest(as_of_date - received_date, 0))) as days,
        count(*) as n, count(closed_date) as dated, count(*) filter (not is_closed) as open,
        count(*) filter (closed_date <= make_date(report_year, 12, 31)) as by_year_end
    from facts join latest_days using (source_system) where not is_void group by all
),
by_scope as (
    select source_system, report_year, 'company' as scope_level, 'company' as scope_code, * exclude (source_system,
        report_year)
    from by_day
    union all
    select source_system, report_year, 'line', line_code, * exclude (source_system, report_year) from by_day
),
totals as (
    select source_system, report_year, scope_level, scope_code, sum(n)::bigint as n, sum(open)::bigint as open,
        sum(by_year_end)::bigint as by_year_end, sum(n - dated - open)::bigint as undated,
        coalesce(sum(n) filter (days > 15), 0) as after_15, coalesce(sum(n) filter (days > 30), 0) as after_30,
        coalesce(sum(n) filter (days > 60), 0) as after_60
    from by_scope group by all
),
followed as (
    select source_system, report_year, scope_level, scope_code, days, sum(dated) as closed,
        (sum(sum(dated + open)) over (scope order by days desc))::double as at_risk
    from by_scope where days is not null group by source_system, report_year, scope_level, scope_code, days
    window scope as (partition by source_system, report_year, scope_level, scope_code)
),
-- the product of what each day leaves open (Kaplan and Meier 1958)
survival as (
    select *, case
        when bool_or(closed > 0 and closed = at_risk) over until_then then 0
        else exp(coalesce(sum(ln(1 - closed / at_risk)) filter (closed < at_risk) over until_then, 0))
    end as open_share
    from followed
    window until_then as (partition by source_system, report_year, scope_level, scope_code order by days)
),
speeds as (
    select source_system, report_year, scope_level, scope_code,
        {within},
        min(days) filter (closed > 0 and 1 - open_share >= 0.5 - 1e-9)::double as median_days_to_close,
        min(days) filter (closed > 0 and 1 - open_share >= 0.9 - 1e-9)::double as p90_days_to_close
    from survival group by all
)
select source_system, report_year, scope_level, scope_code, coalesce(n, 0) as complaints,
    coalesce(by_year_end, 0) as closed_by_year_end, by_year_end / nullif(n - undated, 0) as closed_by_year_end_rate,
    coalesce(open, 0) as still_open, coalesce(undated, 0) as closed_without_date,
    closed_within_15_days_rate, closed_within_30_days_rate, closed_within_60_days_rate,
    1 - after_15 / nullif(n - undated, 0) as closed_within_15_days_or_not_due_rate,
    1 - after_30 / nullif(n - undated, 0) as closed_within_30_days_or_not_due_rate,
    1 - after_60 / nullif(n - undated, 0) as closed_within_60_days_or_not_due_rate,
    median_days_to_close, p90_days_to_close
from feed_scopes
left join totals using (source_system, report_year, scope_level, scope_code)
left join speeds using (source_system, report_year, scope_level, scope_code)
where scope_level in ('company', 'line')
"""

# the last day up to the limit says how much is closed by then, if anybody was followed for longer, or all are closed
_WITHIN = """
case
    when max(days) >= {days} or min(open_share) = 0
        then coalesce(1 - arg_max(open_share, days) filter (days <= {days}), 0)
end as closed_within_{days}_days_rate"""

_OPEN = """
create table release.marts.open_cases as
select source_system, complaint_key, complaint_number, report_year, branch_code::varchar as branch_code,
    line_code::varchar as line_code, category_code::varchar as category_code, status_code, received_date, as_of_date,
    greatest(as_of_date - received_date, 0)::integer as days_open, 15 as deadline_days,
        received_date + 15 as deadline_date,
    as_of_date > received_date + 15 as is_overdue
from facts join latest_days using (source_system) where not is_void and not is_closed
"""

_OVERLAP = """
create temp table links as
select hq.complaint_key, hq.linked_complaint_key, hq.report_year, hq.line_code::varchar as line_code,
    call_center.complaint_key is not null and not call_center.is_void as is_linked,
    not call_center.is_void
    and nullif(hq.branch_code, 'unspecified') <> nullif(call_center.branch_code, 'unspecified') as is_branch_different,
    not call_center.is_void and hq.category_code <> call_center.category_code as is_category_different
from facts as hq
left join facts as call_center
    on hq.linked_complaint_key = call_center.complaint_key and call_center.source_system = 'call_center'
where hq.source_system = 'hq' and not hq.is_void;

create table release.marts.feed_overlap as
with
by_scope as (
    select 'company' as scope_level, 'company' as scope_code, * from links
    union all select 'line', line_code, * from links
),
counted as (
    select report_year, scope_level, scope_code, count(*) as n, count(*) filter (is_linked) as linked,
        count(*) filter (linked_complaint_key is not null and not is_linked) as broken,
        count(*) filter (is_branch_different) as branches, count(*) filter (is_category_different) as categories
    from by_scope group by all
)
select report_year, scope_level, scope_code, coalesce(n, 0) as hq_complaints,
    coalesce(linked, 0) as linked_to_call_center,
    linked / n as linked_share, coalesce(broken, 0) as links_broken, coalesce(branches, 0) as branch_disagrees,
    coalesce(categories, 0) as category_disagrees
from feed_scopes left join counted using (report_year, scope_level, scope_code)
where source_system = 'hq' and scope_level in ('company', 'line')
"""


def build(connection: duckdb.DuckDBPyConnection, paths: Paths) -> None:
    """Write the marts of single complaints to the release, and the table `links` of both feeds' records of one."""
    connection.execute(_LATEST_DAYS)
    connection.execute(_CLOSURE.format(within=",".join(_WITHIN.format(days=days) for days in (15, 30, 60))))
    connection.execute(_OPEN)
    connection.execute(_OVERLAP)
