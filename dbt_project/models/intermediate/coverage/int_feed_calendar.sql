with

daily as (

    select
        source_system,
        received_date,
        count(*) as complaints,
        count(*) filter (is_closed is not true) as open_complaints,
        count(closed_date) as complaints_with_closing_date

    from {{ ref('fct_complaints') }}
    where is_void is not true
    group by source_system, received_date

),

spans as (

    select
        source_system,
        min(received_date) as first_day,
        max(received_date) as last_day,
        sum(complaints) as complaints

    from daily
    group by source_system

),

days as (

    select
        source_system,
        cast(
            unnest(generate_series(date_trunc('year', first_day), date_trunc('year', last_day) + interval 1 year - interval 1 day, interval 1 day))
            as date
        ) as day

    from spans

),

by_weekday as (

    select
        source_system,
        isodow(received_date) as iso_weekday,
        sum(complaints) as complaints

    from daily
    group by source_system, isodow(received_date)

),

-- one complaint more on each weekday, so that none has the weight zero
weighted as (

    select
        days.source_system,
        days.day,
        coalesce(daily.complaints, 0) as complaints,
        coalesce(daily.open_complaints, 0) as open_complaints,
        coalesce(daily.complaints_with_closing_date, 0) as complaints_with_closing_date,
        7 * (coalesce(by_weekday.complaints, 0) + 1) / (spans.complaints + 7) as day_weight

    from days
    inner join spans
        on days.source_system = spans.source_system
    left join daily
        on
            days.source_system = daily.source_system
            and days.day = daily.received_date
    left join by_weekday
        on
            days.source_system = by_weekday.source_system
            and isodow(days.day) = by_weekday.iso_weekday

),

{{ dispersions_of_days('weighted') }},

feed_calendar as (

    select
        weighted.*,
        coalesce(dispersions.dispersion, 1) as dispersion

    from weighted
    left join dispersions
        on weighted.source_system = dispersions.source_system

)

select * from feed_calendar
