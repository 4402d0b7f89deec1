with

feed_months as (

    select * from {{ ref('int_feed_months') }}

),

-- a month is held against one that is covered whole: a whole one, or one under way with its same days
compared_months as (

    select
        feed_months.*,
        feed_months.coverage = 'covered' or feed_months.is_under_way as is_covered,
        coalesce(
            (feed_months.coverage = 'covered' or feed_months.is_under_way) and prior_years.coverage = 'covered', false
        ) as is_compared_with_year,
        coalesce(
            (feed_months.coverage = 'covered' or feed_months.is_under_way) and prior_months.coverage = 'covered', false
        ) as is_compared_with_month

    from feed_months
    left join feed_months as prior_years
        on
            feed_months.source_system = prior_years.source_system
            and feed_months.month_start = prior_years.month_start + interval 1 year
    left join feed_months as prior_months
        on
            feed_months.source_system = prior_months.source_system
            and feed_months.month_start = prior_months.month_start + interval 1 month

)

select * from compared_months
