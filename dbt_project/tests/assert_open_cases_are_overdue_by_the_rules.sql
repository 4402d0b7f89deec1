-- Guards against a deadline that does not follow from the fact and the rules, and against an open case that is missing, not open, or told
-- otherwise than its complaint.
{{ config(meta={'dagster': {'ref': {'name': 'open_cases'}}}) }}
with

allowed as (

    select
        {{ rule_or_default('deadline_days', 15) }},
        {{ rule_or_default('deadline_days_complex', 30) }},
        {{ rule_or_default('deadline_days_extension', 30) }}

    from {{ ref('rules') }}

),

latest_days as (

    select source_system, as_of_date as latest_day from {{ ref('int_feed_latest_days') }}

),

not_closed as (

    select
        complaints.*,
        latest_days.latest_day,
        greatest(date_diff('day', complaints.received_date, latest_days.latest_day), 0) as days_until_latest,
        if(complaints.is_complex is true, allowed.deadline_days_complex, allowed.deadline_days)
        + if(complaints.is_extended is true, allowed.deadline_days_extension, 0) as days_allowed

    from {{ ref('fct_complaints') }} as complaints
    inner join latest_days
        on complaints.source_system = latest_days.source_system
    cross join allowed
    where
        complaints.is_void is not true
        and complaints.is_closed is not true

)

select
    coalesce(not_closed.complaint_key, open_cases.complaint_key) as complaint_key,
    not_closed.received_date,
    not_closed.latest_day,
    open_cases.as_of_date,
    open_cases.days_open,
    not_closed.days_allowed,
    open_cases.deadline_date,
    open_cases.is_overdue

from not_closed
full join {{ ref('open_cases') }} as open_cases
    on not_closed.complaint_key = open_cases.complaint_key
where
    {%- for column in [
        'source_system', 'complaint_number', 'report_year', 'branch_code', 'line_code', 'category_code', 'status_code', 'is_complex', 'is_extended',
        'received_date',
    ] %}
    open_cases.{{ column }} is distinct from not_closed.{{ column }} or
    {%- endfor %}
    open_cases.as_of_date is distinct from not_closed.latest_day
    or open_cases.days_open is distinct from not_closed.days_until_latest
    or open_cases.days_open < 0
    or open_cases.deadline_days is distinct from not_closed.days_allowed
    or open_cases.deadline_date is distinct from cast(not_closed.received_date + to_days(cast(not_closed.days_allowed as integer)) as date)
    or open_cases.is_overdue is distinct from (not_closed.days_until_latest > not_closed.days_allowed)
