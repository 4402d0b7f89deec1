with

monthly as (

    select * from {{ ref('agg_complaints_monthly') }}

),

months as (

    select * from {{ ref('int_feed_months') }}

),

-- each cell of the cube, and what of it counts where its month is held against the year before, or another month against it
compared as (

    select
        monthly.*,
        case when months.is_compared_with_year then monthly.complaints else 0 end as complaints_compared,
        case
            when next_years.is_compared_with_year and next_years.cutoff_day is null then monthly.complaints else 0
        end as complaints_to_compare,
        case
            when next_months.is_compared_with_month and not next_months.is_under_way then monthly.complaints else 0
        end as complaints_to_compare_next_month

    from monthly
    left join months
        on
            monthly.source_system = months.source_system
            and monthly.received_month = months.month_start
    left join months as next_years
        on
            monthly.source_system = next_years.source_system
            and monthly.received_month + interval 1 year = next_years.month_start
    left join months as next_months
        on
            monthly.source_system = next_months.source_system
            and monthly.received_month + interval 1 month = next_months.month_start

),

-- a month under way is held against the same days
cut as (

    select
        * exclude (held_against, complaints),
        0 as complaints,
        0 as complaints_compared,
        case when held_against = 'year' then complaints else 0 end as complaints_to_compare,
        case when held_against = 'month' then complaints else 0 end as complaints_to_compare_next_month

    from {{ ref('int_complaints_to_cutoff') }}

),

in_period as (

    select *, cast(month(received_month) as integer) as month
    from (
        select * from compared
        union all by name
        select * from cut
    )

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
