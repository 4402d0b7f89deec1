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

monthly as (

    select
        *,
        sum(complaints) over month as complaints_of_month,
        complaints_of_month * day_weight / sum(day_weight) over month as expected_complaints,
        count(*) over month as days_of_month

    from weighted
    window month as (partition by source_system, date_trunc('month', day))

),

-- how many times as much as a Poisson count the days of a month vary (Pearson), and how large months are
month_facts as (

    select
        source_system,
        date_trunc('month', day) as month,
        any_value(complaints_of_month) as complaints,
        sum(power(complaints - expected_complaints, 2) / expected_complaints) / (any_value(days_of_month) - 1) as dispersion

    from monthly
    where complaints_of_month > 0 and days_of_month > 1
    group by source_system, date_trunc('month', day)

),

-- the median of months: what is missing or mistyped in a few of them does not move it
dispersions as (

    select
        source_system,
        greatest(median(dispersion) filter (complaints >= 5), 1) as dispersion

    from month_facts
    group by source_system

),

feed_calendar as (

    select
        weighted.*,
        coalesce(dispersions.dispersion, 1) as dispersion

    from weighted
    left join dispersions
        on weighted.source_system = dispersions.source_system

)

select * from feed_calendar
