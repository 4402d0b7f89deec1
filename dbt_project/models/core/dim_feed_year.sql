with

years as (

    select
        source_system,
        report_year,
        min(received_date) as first_received_date,
        max(received_date) as last_received_date

    from {{ ref('fct_complaints') }}
    where is_void is not true
    group by source_system, report_year

),

latest_years as (

    select
        source_system,
        max(report_year) as latest_year

    from years
    group by source_system

),

periods as (

    select
        years.source_system,
        years.report_year,
        prior_years.report_year as prior_report_year,
        years.first_received_date,
        years.last_received_date,
        case
            when years.report_year = latest_years.latest_year then years.last_received_date
            else make_date(years.report_year, 12, 31)
        end as period_end_date

    from years
    inner join latest_years
        on years.source_system = latest_years.source_system
    left join years as prior_years
        on
            years.source_system = prior_years.source_system
            and years.report_year - 1 = prior_years.report_year

),

feed_years as (

    select
        source_system,
        report_year,
        prior_report_year,
        first_received_date,
        last_received_date,
        period_end_date,
        period_end_date = make_date(report_year, 12, 31) as is_full_year

    from periods

)

select * from feed_years
