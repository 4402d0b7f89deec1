with

received as (

    select
        source_system,
        max(day) as latest_received_date,
        count(distinct date_trunc('month', day)) as months,
        sum(complaints) as complaints

    from {{ ref('int_received_islands') }}
    where not is_isolated
    group by source_system

),

closings as (

    select
        source_system,
        closed_date,
        count(*) as closings

    from {{ ref('fct_complaints') }}
    where is_void is not true and closed_date is not null
    group by source_system, closed_date

),

-- closings go on after the latest receipt
later_closings as (

    select
        closings.source_system,
        closings.closed_date,
        received.latest_received_date,
        received.complaints / received.months as complaints_a_month,
        sum(closings.closings) over recent_days as closings_lately,
        count(*) over recent_days as days_lately

    from closings
    inner join received
        on closings.source_system = received.source_system
    where closings.closed_date > received.latest_received_date
    window
        recent_days as (
            partition by closings.source_system
            order by closings.closed_date
            range between interval 30 days preceding and current row
        )

),

-- mistyped dates are few and stand alone
supported as (

    select
        source_system,
        max(closed_date) as latest_day

    from later_closings
    where
        days_lately >= 2
        and closings_lately >= 5
        and closings_lately >= complaints_a_month / 20
    group by source_system

),

steps as (

    select
        later_closings.source_system,
        later_closings.closed_date,
        later_closings.closed_date
        - lag(later_closings.closed_date, 1, coalesce(supported.latest_day, later_closings.latest_received_date)) over feed_order
        > 31 as is_after_gap

    from later_closings
    left join supported
        on later_closings.source_system = supported.source_system
    where later_closings.closed_date > coalesce(supported.latest_day, later_closings.latest_received_date)
    window feed_order as (partition by later_closings.source_system order by later_closings.closed_date)

),

-- what follows without a month's gap
connected as (

    select
        source_system,
        closed_date

    from steps
    qualify sum(cast(is_after_gap as integer)) over (partition by source_system order by closed_date) = 0

),

feed_latest_days as (

    select
        received.source_system,
        received.latest_received_date,
        greatest(received.latest_received_date, supported.latest_day, max(connected.closed_date)) as as_of_date

    from received
    left join supported
        on received.source_system = supported.source_system
    left join connected
        on received.source_system = connected.source_system
    group by received.source_system, received.latest_received_date, supported.latest_day

)

select * from feed_latest_days
