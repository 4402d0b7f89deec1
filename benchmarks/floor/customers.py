"""Customers who came again: who they are is found out for those alone that may be one of several records."""

from __future__ import annotations

import duckdb

from benchmarks.floor.landing import Paths

# what each current complaint says of its customer, for those of whom it says more than a number
_TOKENS = """
create temp view told as
select source_system, load_id, row_number, customer_token as customer, identity_token as identity, phone_token as phone
from lake where coalesce(identity_token, phone_token) is not null
"""

# an identity joins customer numbers that came with no other one; a telephone number leads to the one who gave it
_RESOLVED = """
create temp table in_doubt as
select distinct coalesce(identity, phone) as token from told
join facts using (source_system, load_id, row_number) where customer is null and not is_void;

create temp table shared as
select hash(identity) as identity from told where customer is not null and identity is not null
group by all having min(hash(customer)) <> max(hash(customer));

create temp table candidates as
select told.* from told
where hash(identity) in (from shared) or identity in (from in_doubt) or phone in (from in_doubt);

create temp table of_candidates as
select told.* from told join facts using (source_system, load_id, row_number)
where not is_void and (
    hash(customer) in (select hash(customer) from candidates where customer is not null)
    or (load_id, row_number) in (select (load_id, row_number) from candidates where customer is null)
);

create temp table with_one_identity as
select customer, min(identity) as identity from of_candidates where customer is not null and identity is not null
group by customer having min(identity) = max(identity);

create temp table first_of_identity as select identity, min(customer) as first from with_one_identity group by identity;

create temp table resolved as
select customer as token, first as customer_token from with_one_identity join first_of_identity using (identity)
where customer <> first
union all
select identity, first from first_of_identity where identity in (from in_doubt);

insert into resolved
select phone, if(min(known) = max(known), min(known), null) from (
    select phone, coalesce(resolved.customer_token, customer, identity) as known
    from of_candidates left join resolved on coalesce(customer, identity) = token
    where phone in (from in_doubt) and coalesce(customer, identity) is not null
) group by phone;
"""

# 64 bits of the token first, the whole token of those that seem to come twice
_AGAIN = """
create temp table came_twice as
select hash(coalesce(resolved.customer_token, facts.customer_token)) as customer
from facts left join resolved on facts.customer_token = token
where not is_void and facts.customer_token is not null group by all having count(*) > 1;

create temp table records as
select if(token is null, facts.customer_token, resolved.customer_token) as customer, source_system, report_year,
    received_date,
    is_malicious, complaint_key, nullif(nullif(branch_code::varchar, 'unspecified'), 'unmapped') as branch_code
from facts left join resolved on facts.customer_token = token
where not is_void and facts.customer_token is not null
    and hash(coalesce(resolved.customer_token, facts.customer_token)) in (from came_twice);
"""

_COMPLAINANTS = """
create table release.marts.repeat_complainants as
with
-- head office's record of a call-center complaint is that complaint once more; it speaks of it
-- also where it names no customer
one_complaint as (
    select distinct customer, coalesce(linked_complaint_key, complaint_key) as complaint_key
    from records left join (from links where is_linked) as linked using (complaint_key) where customer is not null
),
told_of as (
    select one_complaint.*, unnest([one_complaint.complaint_key, linked.complaint_key]) as record_key
    from one_complaint left join (from links where is_linked) as linked
        on one_complaint.complaint_key = linked.linked_complaint_key
),
complaints as (
    select customer, told_of.complaint_key, min(received_date) as received_date, bool_or(is_malicious) as is_malicious,
        bool_or(source_system = 'call_center') as in_call_center, bool_or(source_system = 'hq') as in_hq,
        coalesce(max(branch) filter (source_system = 'call_center'), max(branch)) as branch_code
    from told_of join (
        select *, nullif(nullif(branch_code::varchar, 'unspecified'), 'unmapped') as branch from facts
    ) as facts on record_key = facts.complaint_key
    group by all
),
counted as (
    select *, count(*) over (
        partition by customer order by received_date range between interval 12 months preceding and current row
    ) as within_12_months
    from complaints
),
customers as (
    select customer, year(max(received_date))::integer as report_year, count(*) as complaints,
        count(*) filter (is_malicious) as malicious_complaints,
            count(*) filter (in_call_center) as call_center_complaints,
        count(*) filter (in_hq) as hq_complaints, count(*) filter (in_call_center
            and in_hq) as complaints_in_both_feeds,
        max(within_12_months) as most_within_12_months, count(distinct branch_code) as branches,
        min(received_date) as first_received_date, max(received_date) as last_received_date,
        list(complaint_key order by received_date, complaint_key) as complaint_keys
    from counted group by customer having count(*) > 1
)
select
    format('customer-{:06d}', row_number() over (
        order by first_received_date, last_received_date, complaints, complaint_keys, customer
    )) as customer_token,
    * exclude (customer),
    malicious_complaints >= 2 or most_within_12_months >= 3 as is_watchlisted
from customers
"""

_RATES = """
create table release.marts.repeat_rates as
with
named as (
    select source_system, report_year, count(*) as complaints,
        count(if(token is null, facts.customer_token, resolved.customer_token)) as complaints_with_customer
    from facts left join resolved on facts.customer_token = token where not is_void group by all
),
by_year as (
    select source_system, report_year, customer, count(*) as n from records where customer is not null group by all
),
-- whoever is not among the records came once
again as (
    select source_system, report_year, count(*) filter (n > 1) as customers, sum(n - 1)::bigint as complaints
        from by_year group by all
),
within_12_months as (
    select source_system, report_year, count(distinct customer) as customers from (
        select *, received_date <= lag(received_date) over (
            partition by source_system, customer order by received_date
        ) + interval 12 months as is_again
        from records where customer is not null
    ) where is_again group by all
)
select feed_years.source_system, feed_years.report_year, period_end_date, true as is_full_year,
    named.complaints, complaints_with_customer, complaints_with_customer - coalesce(again.complaints, 0) as customers,
    coalesce(again.customers, 0) as repeat_customers, coalesce(again.complaints, 0) as repeat_complaints,
    if(has_prior, coalesce(within_12_months.customers, 0), null) as repeat_customers_12_months,
    again.customers / (complaints_with_customer - again.complaints) as repeat_customer_rate,
    again.complaints / complaints_with_customer as repeat_complaint_rate
from feed_years join named using (source_system, report_year)
left join again using (source_system, report_year) left join within_12_months using (source_system, report_year)
"""


def build(connection: duckdb.DuckDBPyConnection, paths: Paths) -> None:
    """Write both marts of customers to the release."""
    for statement in (_TOKENS, _RESOLVED, _AGAIN, _COMPLAINANTS, _RATES):
        connection.execute(statement)
