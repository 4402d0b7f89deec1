with

closing_delays as (

    select * from {{ ref('int_closing_delays') }}

),

days as (

    select
        calendar.source_system,
        calendar.day,
        calendar.complaints,
        calendar.day_weight,
        latest_days.as_of_date - calendar.day as delay

    from {{ ref('int_feed_calendar') }} as calendar
    inner join {{ ref('int_feed_latest_days') }} as latest_days
        on calendar.source_system = latest_days.source_system
    where calendar.day <= latest_days.latest_received_date

),

shares as (

    select
        days.*,
        greatest(coalesce(closing_delays.closed_share, 0), 0.001) as closed_share

    from days
    asof left join closing_delays
        on
            days.source_system = closing_delays.source_system
            and days.delay >= closing_delays.delay
    where days.source_system in (select source_system from closing_delays)

),

-- the year before the days of which more than one complaint in a hundred may be missing
rates as (

    select
        source_system,
        sum(complaints) / sum(day_weight) as rate

    from (
        select * from shares
        where closed_share >= 0.99
        qualify day > max(day) over (partition by source_system) - 365
    )
    group by source_system

),

-- Would the latest days look as they do, were only closed complaints there? Poisson likelihood against a complete feed.
weighed as (

    select
        shares.source_system,
        sum(shares.complaints * ln(shares.closed_share) + rates.rate * shares.day_weight * (1 - shares.closed_share)) as log_likelihood_ratio,
        sum(rates.rate * shares.day_weight * (1 - shares.closed_share)) as missing_complaints,
        any_value(rates.rate) * 365 as complaints_of_year

    from shares
    inner join rates
        on shares.source_system = rates.source_system
    where shares.closed_share < 0.99
    group by shares.source_system

),

closed_only_days as (

    select
        shares.source_system,
        shares.day,
        shares.closed_share

    from shares
    inner join weighed
        on shares.source_system = weighed.source_system
    where
        shares.closed_share < 0.99
        and weighed.log_likelihood_ratio > 0
        -- fewer are lost in the chance by which a year's count varies
        and weighed.missing_complaints > sqrt(weighed.complaints_of_year) / 4

)

select * from closed_only_days
