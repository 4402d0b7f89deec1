"""The fact: one row per complaint, in its latest version; rows that cannot be used stand in quarantine."""

from __future__ import annotations

import duckdb

from benchmarks.floor.landing import Paths
from benchmarks.floor.reference import CODES

# in the order of the release; what follows is left behind
_PUBLISHED = (
    "complaint_key", "source_system", "complaint_number", "linked_complaint_key", "load_id", "row_number", *CODES,
    "status_code", "is_void", "is_closed", "is_malicious", "is_flag_overruled",
    "report_year", "received_month", "received_date", "received_at", "closed_date", "closed_at", "days_to_close",
    "closing_date_problem",
)  # fmt: skip

_FACTS = f"""
create table facts as
with
read as (
    select source_system, number_of(complaint_number) as complaint_number,
        number_of(call_center_number) as linked_number,
        coalesce(customer_token, identity_token, phone_token) as customer_token, load_id, row_number,
        time_of(received) as received_at, received, time_of(closed) as closed_at, closed,
        coalesce(branch, '') as branch, coalesce(channel, '') as channel, coalesce(status, '') as status,
        coalesce(category, '') as category, coalesce(cause, '') as cause, coalesce(grievance, '') as grievance,
        coalesce(controllable, '') as controllable
    from lake
),
closed as (
    select * replace (if(closing_date_problem is null, closed_at, null) as closed_at)
    from (
        select *,
            case
                when closed is null then null
                when closed_at is null then if(spaced(closed) is null, null, 'unparseable_closed_date')
                when closed_at::date > current_date + 1 then 'closed_date_out_of_range'
                when closed_at < received_at
                    and not (closed_at::date = received_at::date and closed_at = date_trunc('day', closed_at))
                    then 'closed_before_received'
            end as closing_date_problem
        from read
    )
)
select
    md5(source_system || '|' || complaint_number) as complaint_key, source_system, complaint_number,
    md5('call_center|' || linked_number) as linked_complaint_key, load_id, row_number,
    {", ".join(f"{code}::{code}_type as {code}" for code in CODES)},
    coalesce(status_code, if(closed_at is null and closing_date_problem is null, 'open', 'closed')) as status_code,
    coalesce(status_code = 'void', false) as is_void,
    closed_at is not null or coalesce(status_code, if(closing_date_problem is null, '', 'closed')) = 'closed'
        as is_closed,
    cause_code = 'malicious' as is_malicious, is_flag_overruled,
    year(received_at)::integer as report_year, date_trunc('month', received_at)::date as received_month,
    received_at::date as received_date, received_at, closed_at::date as closed_date, closed_at,
    (closed_at::date - received_at::date)::integer as days_to_close, closing_date_problem, customer_token,
    nullif(concat_ws(', ',
        if(complaint_number is null, 'missing_number', null),
        if(received_at is null, if(spaced(received) is null, 'missing', 'unparseable') || '_received_date', null),
        if(year(received_at) < 1990 or received_at::date > current_date + 1, 'received_date_out_of_range', null)
    ), '') as quarantine_reasons
from closed
join branch_values on closed.source_system = branch_values.feed and closed.branch = branch_values.value
join channel_values on closed.source_system = channel_values.feed and closed.channel = channel_values.value
join status_values on closed.source_system = status_values.feed and closed.status = status_values.value
join reasons on closed.source_system = reasons.feed and closed.category = reasons.category
    and closed.cause = reasons.cause and closed.grievance = reasons.grievance
        and closed.controllable = reasons.controllable;

create temp table read_rows as select load_id, count(*) as rows_read from facts group by load_id;
create temp table quarantined as
    select load_id, row_number, complaint_key, source_system as feed, quarantine_reasons as reasons
    from facts where quarantine_reasons is not null;
delete from facts where quarantine_reasons is not null;
delete from quarantined where exists (
    select 1 from facts where facts.complaint_key = quarantined.complaint_key and facts.load_id > quarantined.load_id
);
"""

# 64 bits of the key first, the whole key of those that seem to stand twice
_LATEST = """
create temp table seen_twice as select hash(complaint_key) as key from facts group by key having count(*) > 1;
create temp table superseded as
    select complaint_key, load_id, row_number from facts where hash(complaint_key) in (from seen_twice)
    qualify row_number() over (partition by complaint_key order by load_id desc, row_number desc) > 1;
delete from facts using superseded
    where facts.complaint_key = superseded.complaint_key and facts.load_id = superseded.load_id
        and facts.row_number = superseded.row_number;
"""

_CUBE = f"""
create table release.core.agg_complaints_monthly as
select source_system, report_year, received_month, {", ".join(CODES)}, count(*) as complaints
from facts where not is_void group by all
"""


def build(connection: duckdb.DuckDBPyConnection, paths: Paths) -> None:
    """Create the table `facts` and the monthly cube."""
    connection.execute(_FACTS)
    connection.execute(_LATEST)
    connection.execute(_CUBE)


def publish(connection: duckdb.DuckDBPyConnection, paths: Paths) -> None:
    """Write the fact without tokens, the quarantine and the ledger to the release."""
    connection.execute(
        f"""
        create table release.core.fct_complaints as select {", ".join(_PUBLISHED)} from facts;

        create table release.marts.quarantined_rows as
        select content_hash, row_number, quarantined.feed, file_name, reasons from quarantined
            join ledger using (load_id);

        create table release.marts.feed_ledger as
        with accepted as (
            select load_id, count(*) as rows_accepted from facts group by load_id
            union all select load_id, count(*) from release.core.fct_satisfaction_answers group by load_id
            union all select load_id, count(*) from release.core.fct_branch_exposure group by load_id
        ),
        refused as (select load_id, count(*) as rows_quarantined from quarantined group by load_id)
        select feed, file_name, content_hash, 'loaded' as status, rows_read,
            coalesce(rows_accepted, 0) as rows_accepted,
            rows_read - coalesce(rows_accepted, 0) - coalesce(rows_quarantined, 0) as rows_superseded,
            coalesce(rows_quarantined, 0) as rows_quarantined
        from ledger join read_rows using (load_id) left join accepted using (load_id) left join refused using (load_id);

        checkpoint release;
        """
    )
