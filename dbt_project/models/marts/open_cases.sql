with

complaints as (

    select * from {{ ref('fct_complaints') }}
    where is_void is not true

),

rules as (

    select
        {{ rule_or_default('deadline_days', 15) }},
        {{ rule_or_default('deadline_days_complex', 30) }},
        {{ rule_or_default('deadline_days_extension', 30) }}

    from {{ ref('rules') }}

),

latest_days as (

    select * from {{ ref('int_feed_latest_days') }}

),

with_deadline as (

    select
        complaints.*,
        latest_days.as_of_date,
        case when complaints.is_complex then rules.deadline_days_complex else rules.deadline_days end
        + case when complaints.is_extended then rules.deadline_days_extension else 0 end as deadline_days

    from complaints
    inner join latest_days
        on complaints.source_system = latest_days.source_system
    cross join rules
    where complaints.is_closed is not true

),

open_cases as (

    select
        source_system,
        complaint_key,
        complaint_number,
        report_year,
        branch_code,
        line_code,
        category_code,
        status_code,
        is_complex,
        is_extended,
        received_date,
        as_of_date,
        -- a mistyped day of receipt may lie after the latest day
        cast(greatest(as_of_date - received_date, 0) as integer) as days_open,
        deadline_days,
        received_date + deadline_days as deadline_date,
        as_of_date > received_date + deadline_days as is_overdue

    from with_deadline

)

select * from open_cases
