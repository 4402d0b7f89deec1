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

-- the month in which the middle row of a feed lies: mistyped dates make months that are small
months as (

    select
        source_system,
        date_trunc('month', day) as month,
        sum(landed_rows) as landed_rows

    from feed_days
    where date_field = 'received_at'
    group by source_system, date_trunc('month', day)

),

months_by_size as (

    select
        *,
        sum(landed_rows) over (partition by source_system order by landed_rows, month) as rows_to_here,
        sum(landed_rows) over (partition by source_system) as rows_of_feed

    from months

),

usual_months as (

    select
        source_system,
        min(landed_rows) as landed_rows

    from months_by_size
    where rows_to_here * 2 >= rows_of_feed
    group by source_system

),

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

weighed_days as (

    select
        source_system,
        day,
        sum(received_rows) over recent_days as rows_lately,
        count(*) filter (received_rows > 0) over recent_days as days_lately,
        least(day - min(latest_day) over recent_days, 31) as days_passed

    from days_ahead
    window
        recent_days as (
            partition by source_system
            order by day
            range between interval 30 days preceding and current row
        )

),

-- rows ahead of the clock at a quarter of the feed's usual pace are no slips of the pen: the clock is behind
supported_days as (

    select
        weighed_days.source_system,
        max(weighed_days.day) as day

    from weighed_days
    inner join usual_months
        on weighed_days.source_system = usual_months.source_system
    where
        weighed_days.days_lately >= 2
        and weighed_days.rows_lately >= 5
        and weighed_days.rows_lately >= usual_months.landed_rows / 31 * weighed_days.days_passed / 4
    group by weighed_days.source_system

),

-- what follows them, such as late closings, without a month's gap
days_after as (

    select
        days_ahead.source_system,
        days_ahead.day,
        days_ahead.day - lag(days_ahead.day, 1, supported_days.day) over feed_order > 31 as is_after_gap

    from days_ahead
    inner join supported_days
        on days_ahead.source_system = supported_days.source_system
    where days_ahead.day > supported_days.day
    window feed_order as (partition by days_ahead.source_system order by days_ahead.day)

),

connected_days as (

    select
        source_system,
        day

    from days_after
    qualify sum(cast(is_after_gap as integer)) over (partition by source_system order by day) = 0

),

feeds_ahead as (

    select
        source_system,
        max(day) as latest_day

    from (
        select * from supported_days
        union all
        select * from connected_days
    )
    group by source_system

),

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
