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
        sum(complaints_to_compare) as complaints_to_compare

    from {{ ref('int_complaints_by_scope') }}
    where scope_level in ('company', 'line')
    group by source_system, report_year, scope_level, scope_code, month

),

spine as (

    select
        feed_year_scopes.*,
        cast(months.month as integer) as month

    from feed_year_scopes
    cross join generate_series(1, 12) as months (month)

),

counted as (

    select
        spine.*,
        cast(coalesce(counts.complaints, 0) as bigint) as complaints,
        cast(coalesce(counts.complaints_to_compare, 0) as bigint) as complaints_to_compare

    from spine
    left join counts
        on {{ same(['source_system', 'report_year', 'scope_level', 'scope_code', 'month'], 'spine', 'counts') }}

),

compared as (

    select
        counted.*,
        prior_months.complaints as complaints_prior_month,
        prior_years.complaints_to_compare as complaints_prior_year

    from counted
    left join counted as prior_months
        on
            counted.source_system = prior_months.source_system
            and counted.scope_level = prior_months.scope_level
            and counted.scope_code = prior_months.scope_code
            and counted.report_year * 12 + counted.month - 1 = prior_months.report_year * 12 + prior_months.month
    left join counted as prior_years
        on
            counted.source_system = prior_years.source_system
            and counted.scope_level = prior_years.scope_level
            and counted.scope_code = prior_years.scope_code
            and counted.report_year - 1 = prior_years.report_year
            and counted.month = prior_years.month

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
        {{ ratio('complaints', 'complaints_of_year') }} as share_of_year,
        rank_in_year,
        complaints_prior_month,
        case
            -- a month that has not begun is no fall
            when month <= month(period_end_date) then {{ change_rate('complaints', 'complaints_prior_month') }}
        end as mom_change_rate,
        complaints_prior_year,
        {{ change_rate('complaints', 'complaints_prior_year') }} as yoy_change_rate,
        rank_in_year = 1 and complaints > 0 as is_peak,
        month_tests.even_complaints,
        month_tests.peak_p_value,
        rank_in_year = 1 and coalesce(month_tests.peak_p_value <= 0.05, false) as is_peak_beyond_chance,
        month_tests.months_dispersion,
        month_tests.months_dispersion_p_value

    from ranked
    left join {{ ref('int_month_tests') }} as month_tests
        using (source_system, report_year, scope_level, scope_code, month)

)

select * from monthly_distribution
