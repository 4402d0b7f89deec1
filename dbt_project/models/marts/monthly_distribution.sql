with

feed_year_scopes as (

    select * from {{ ref('int_feed_year_scopes') }}
    where scope_level in ('company', 'line')

),

counts as (

    select
        source_system,
        report_year,
        scope_level,
        scope_code,
        month,
        sum(complaints) as complaints,
        sum(complaints_to_compare) as complaints_to_compare,
        sum(complaints_to_compare_next_month) as complaints_to_compare_next_month

    from {{ ref('int_complaints_by_scope') }}
    where scope_level in ('company', 'line')
    group by source_system, report_year, scope_level, scope_code, month

),

feed_months as (

    select * from {{ ref('int_feed_months') }}

),

{{ complaints_by_month('feed_year_scopes', 'feed_months', 'counts') }},

{{ months_across_breaks('spine') }},

compared as (

    select
        counted.*,
        counted.is_compared_with_year and not coalesce(broken.is_year_broken, false) as is_comparable,
        counted.is_compared_with_month and not coalesce(broken.is_month_broken, false) as is_comparable_with_prior_month,
        case when counted.is_compared_with_month then prior_months.complaints_to_compare_next_month end as complaints_prior_month,
        case when counted.is_compared_with_year then prior_years.complaints_to_compare end as complaints_prior_year,
        case
            when broken.is_year_broken and counted.is_compared_with_year then broken.note
            when counted.coverage = 'not_covered' then 'The feed does not cover the month.'
            when counted.coverage = 'partly' and not counted.is_month_covered then 'The feed covers a part of the month.'
            when not counted.is_compared_with_year then 'The feed does not cover the whole month of the year before.'
            when counted.coverage = 'partly' then 'Compared with the same days, up to ' || strftime(counted.period_end_date, '%m-%d') || '.'
        end as comparability_note

    from counted
    left join broken
        on {{ equal_on(['source_system', 'scope_level', 'scope_code', 'month_start'], 'counted', 'broken') }}
    left join counted as prior_months
        on
            {{ equal_on(['source_system', 'scope_level', 'scope_code'], 'counted', 'prior_months') }}
            and counted.month_start = prior_months.month_start + interval 1 month
    left join counted as prior_years
        on
            {{ equal_on(['source_system', 'scope_level', 'scope_code'], 'counted', 'prior_years') }}
            and counted.month_start = prior_years.month_start + interval 1 year

),

ranked as (

    select
        *,
        sum(complaints) over (partition by source_system, report_year, scope_level, scope_code) as complaints_of_year,
        {{ complaint_rank('source_system, report_year, scope_level, scope_code') }} as rank_in_year

    from compared

),

monthly_distribution as (

    select
        source_system,
        report_year,
        scope_level,
        scope_code,
        month,
        complaints,
        {{ safe_divide('complaints', 'complaints_of_year') }} as share_of_year,
        rank_in_year,
        complaints_prior_month,
        case
            when is_comparable_with_prior_month then {{ pct_change('complaints', 'complaints_prior_month') }}
        end as mom_change_rate,
        complaints_prior_year,
        case when is_comparable then {{ pct_change('complaints', 'complaints_prior_year') }} end as yoy_change_rate,
        rank_in_year = 1 and complaints > 0 as is_peak,
        month_tests.even_complaints,
        case when rank_in_year = 1 then month_tests.peak_p_value end as peak_p_value,
        rank_in_year = 1 and coalesce(month_tests.peak_p_value <= 0.05, false) as is_peak_beyond_chance,
        month_tests.months_dispersion,
        month_tests.months_dispersion_p_value,
        is_month_covered as is_covered,
        is_comparable,
        is_comparable_with_prior_month,
        comparability_note

    from ranked
    left join {{ ref('int_month_tests') }} as month_tests
        using (source_system, report_year, scope_level, scope_code, month)

)

select * from monthly_distribution
