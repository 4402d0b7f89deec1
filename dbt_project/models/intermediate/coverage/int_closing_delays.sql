with

-- a feed with closing dates and without an open case may hold closed cases alone
closed_feeds as (

    select
        calendar.source_system,
        latest_days.as_of_date

    from {{ ref('int_feed_calendar') }} as calendar
    inner join {{ ref('int_feed_latest_days') }} as latest_days
        on calendar.source_system = latest_days.source_system
    group by calendar.source_system, latest_days.as_of_date
    having
        sum(calendar.open_complaints) = 0
        and sum(calendar.complaints_with_closing_date) >= 0.9 * sum(calendar.complaints)

),

delays as (

    select
        complaints.source_system,
        complaints.days_to_close,
        -- no complaint of that day can be in the feed with a longer delay
        closed_feeds.as_of_date - complaints.received_date as days_observed,
        count(*) as complaints

    from {{ ref('fct_complaints') }} as complaints
    inner join closed_feeds
        on complaints.source_system = closed_feeds.source_system
    where
        complaints.is_void is not true
        and complaints.closed_date <= closed_feeds.as_of_date
    group by complaints.source_system, complaints.days_to_close, days_observed

),

events as (

    select source_system, days_to_close as delay, complaints as closed, 0 as left_behind from delays
    union all
    select source_system, days_observed + 1 as delay, 0 as closed, complaints as left_behind from delays

),

by_delay as (

    select
        source_system,
        delay,
        sum(closed) as closed,
        sum(left_behind) as left_behind

    from events
    group by source_system, delay

),

-- those closed within a delay, of the days that show so long a one
comparable as (

    select
        *,
        sum(closed) over delay_order - sum(left_behind) over delay_order as closed_within

    from by_delay
    window delay_order as (partition by source_system order by delay)

),

-- share closed within each delay, where delays are cut off at the latest day (Lagakos, Barraj and De Gruttola 1988)
closing_delays as (

    select
        source_system,
        delay,
        coalesce(
            -- less what adding logarithms leaves
            round(exp(
                sum(ln(greatest(1 - coalesce(closed / nullif(closed_within, 0), 0), 1e-9))) over (
                    partition by source_system
                    order by delay desc
                    rows between unbounded preceding and 1 preceding
                )
            ), 12),
            1
        ) as closed_share

    from comparable

)

select * from closing_delays
