with

complaints as (

    select * from {{ ref('int_complaints_unioned') }}

),

loads as (

    select * from {{ ref('int_load_latest_days') }}

),

rules as (

    select cast(max(rule_value) filter (rule_code = 'earliest_received_year') as integer) as earliest_received_year

    from {{ ref('rules') }}

),

with_limits as (

    select
        complaints.*,
        loads.latest_day,
        rules.earliest_received_year

    from complaints
    left join loads
        on complaints.load_id = loads.load_id
    cross join rules

),

judged as (

    select
        *,
        {{ closing_date_problem() }} as closing_date_problem,
        {{ quarantine_reasons('complaints') }} as quarantine_reasons

    from with_limits

),

-- the complaint counts all the same, and nobody knows when it was closed
without_doubtful_closings as (

    select * replace (case when closing_date_problem is null then closed_at end as closed_at)

    from judged

)

select * from without_doubtful_closings
