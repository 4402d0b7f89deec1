with

months as (

    select * from {{ ref('int_feed_months') }}

),

days_with_complaints as (

    select
        source_system,
        cast(year(day) as integer) as report_year,
        min(day) as first_received_date,
        max(day) as last_received_date

    from {{ ref('int_feed_calendar') }}
    where complaints > 0
    group by source_system, year(day)

),

years as (

    select
        source_system,
        report_year,
        min(covered_from) as covered_from,
        max(covered_to) as covered_to,
        sum(covered_days) as covered_days,
        count(*) filter (coverage = 'covered') as covered_months,
        count(*) filter (is_compared_with_year) as compared_months,
        count(*) filter (is_compared_with_year and not is_under_way) as whole_months_compared,
        {{ listed_months('month', 'is_compared_with_year') }}
        || coalesce(', up to ' || strftime(max(covered_to) filter (is_compared_with_year and is_under_way), '%m-%d'), '') as months_compared,
        any_value(latest_day) as latest_day

    from months
    group by source_system, report_year

),

-- of the latest year, all that there is of it; of another, a quarter of it at least
compared as (

    select
        years.*,
        prior_years.covered_to is not null as has_prior_year,
        year(years.latest_day) = years.report_year
        and years.covered_months < 12
        and years.compared_months = month(years.latest_day) as is_year_to_date,
        (years.whole_months_compared >= 3 or is_year_to_date) and has_prior_year as is_comparable

    from years
    left join years as prior_years
        on
            years.source_system = prior_years.source_system
            and years.report_year - 1 = prior_years.report_year

),

feed_years as (

    select
        compared.source_system,
        compared.report_year,
        case when compared.is_comparable then compared.report_year - 1 end as prior_report_year,
        days_with_complaints.first_received_date,
        days_with_complaints.last_received_date,
        coalesce(compared.covered_to, days_with_complaints.last_received_date) as period_end_date,
        compared.covered_months = 12 as is_full_year,
        case
            when compared.covered_months = 12 then 'covered'
            when compared.covered_to is not null then 'partly'
            else 'not_covered'
        end as coverage,
        compared.covered_from,
        compared.covered_to,
        cast(compared.covered_days as integer) as covered_days,
        cast(compared.covered_months as integer) as covered_months,
        cast(compared.compared_months as integer) as compared_months,
        coalesce(compared.covered_days = compared.covered_to - make_date(compared.report_year, 1, 1) + 1, false) as is_covered,
        coalesce(compared.is_comparable, false) as is_comparable,
        case
            when compared.covered_to is null then 'The feed does not cover the year.'
            when not compared.has_prior_year then 'The feed has no data for the year before.'
            when compared.is_comparable and compared.is_year_to_date
                then
                    'Year to date, compared with the same days of the year before, up to ' || strftime(compared.covered_to, '%m-%d') || '.'
            when compared.is_comparable and compared.compared_months = 12 then null
            when compared.is_comparable then 'Compared over the months that both years cover: ' || compared.months_compared || '.'
            else
                'Both years cover too few of the same months in full: ' || coalesce(compared.months_compared, 'none') || '.'
        end as comparability_note

    from compared
    left join days_with_complaints
        on {{ equal_on(['source_system', 'report_year'], 'compared', 'days_with_complaints') }}
    where
        days_with_complaints.report_year is not null
        or compared.covered_to is not null

)

select * from feed_years
