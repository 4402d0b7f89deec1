with

monthly as (

    select * from {{ ref('agg_complaints_monthly') }}

),

feed_years as (

    select * from {{ ref('dim_feed_year') }}

),

in_period as (

    select
        monthly.*,
        cast(month(monthly.received_month) as integer) as month,
        -- what the year after is compared with: all of the year, or the days up to that year's latest
        case
            when
                next_years.report_year is null
                or next_years.is_full_year
                or month(monthly.received_month) < month(next_years.period_end_date)
                or (
                    month(monthly.received_month) = month(next_years.period_end_date)
                    and monthly.is_by_cutoff_day
                )
                then monthly.complaints
            else 0
        end as complaints_to_compare

    from monthly
    left join feed_years as next_years
        on
            monthly.source_system = next_years.source_system
            and monthly.report_year = next_years.prior_report_year

),

by_scope as (

    select 'company' as scope_level, 'company' as scope_code, * from in_period
    union all
    select 'line' as scope_level, line_code as scope_code, * from in_period
    union all
    select 'category' as scope_level, category_code as scope_code, * from in_period
    union all
    select 'subcategory' as scope_level, subcategory_code as scope_code, * from in_period
    where subcategory_code is not null

)

select * from by_scope
