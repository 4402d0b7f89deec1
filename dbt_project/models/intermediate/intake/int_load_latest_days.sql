with

loads as (

    select * from {{ ref('int_ledger_current') }}
    where load_id is not null

),

feed_days as (

    select * from {{ ref('int_feed_days') }}

),

-- times of landing are in UTC, feeds in local time: up to a day ahead. A clock that goes back is wrong from there on
arrivals as (

    select
        load_id,
        feed,
        cast(
            greatest(
                cast(max(received_at) over (partition by feed order by load_sequence) as date),
                date '{{ var("clock_not_before") }}'
            ) + 1 as date
        ) as latest_day

    from loads

),

{{ usual_months('feed_days') }},

days_ahead as (

    select
        feed_days.source_system,
        feed_days.day,
        coalesce(sum(feed_days.landed_rows) filter (feed_days.date_field = 'received_at'), 0) as received_rows,
        min(arrivals.latest_day) as latest_day

    from feed_days
    inner join arrivals
        on feed_days.load_id = arrivals.load_id
    where feed_days.day > arrivals.latest_day
    group by feed_days.source_system, feed_days.day

),

{{ feeds_ahead_of_the_clock('days_ahead', 'usual_months') }},

load_latest_days as (

    select
        arrivals.load_id,
        arrivals.feed as source_system,
        greatest(arrivals.latest_day, feeds_ahead.latest_day) as latest_day

    from arrivals
    left join feeds_ahead
        on arrivals.feed = feeds_ahead.source_system

)

select * from load_latest_days
