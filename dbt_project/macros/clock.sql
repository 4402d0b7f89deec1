{#- The CTEs that end in `feeds_ahead`: feeds whose own rows show that the clock was behind when they arrived, and their latest day. -#}
{% macro feeds_ahead_of_the_clock(days_ahead, usual_months) -%}
weighed_days as (

    select
        source_system,
        day,
        sum(received_rows) over recent_days as rows_lately,
        count(*) filter (received_rows > 0) over recent_days as days_lately,
        least(day - min(latest_day) over recent_days, 31) as days_passed

    from {{ days_ahead }} as days_ahead
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
    inner join {{ usual_months }} as usual_months
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

    from {{ days_ahead }} as days_ahead
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

)
{%- endmacro %}
