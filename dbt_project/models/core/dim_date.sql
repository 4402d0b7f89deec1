with

bounds as (

    select
        make_date(min(report_year), 1, 1) as first_date,
        make_date(max(report_year), 12, 31) as last_date

    from {{ ref('dim_feed_year') }}

),

days as (

    select cast(unnest(generate_series(first_date, last_date, interval 1 day)) as date) as calendar_date

    from bounds
    where first_date is not null

),

dates as (

    select
        calendar_date,
        cast(year(calendar_date) as integer) as calendar_year,
        cast(quarter(calendar_date) as integer) as calendar_quarter,
        cast(month(calendar_date) as integer) as calendar_month,
        cast(isodow(calendar_date) as integer) as iso_weekday,
        isodow(calendar_date) >= 6 as is_weekend

    from days

)

select * from dates
