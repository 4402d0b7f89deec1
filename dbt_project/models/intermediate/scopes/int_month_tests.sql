{%- set scope = 'source_system, report_year, scope_level, scope_code' -%}
with

feed_year_scopes as (

    select * from {{ ref('int_feed_year_scopes') }}
    where scope_level in ('company', 'line')

),

counts as (

    select
        {{ scope }},
        month,
        sum(complaints) as complaints

    from {{ ref('int_complaints_by_scope') }}
    where scope_level in ('company', 'line')
    group by {{ scope }}, month

),

-- the days of each month that the feed covers whole, or as far as it has come
months as (

    select
        feed_year_scopes.source_system,
        feed_year_scopes.report_year,
        feed_year_scopes.scope_level,
        feed_year_scopes.scope_code,
        feed_months.month,
        feed_months.covered_days as days

    from feed_year_scopes
    inner join {{ ref('int_feed_months') }} as feed_months
        on {{ equal_on(['source_system', 'report_year'], 'feed_year_scopes', 'feed_months') }}
    where feed_months.is_covered

),

-- without a season, each day has the same part of the year's complaints
even as (

    select
        {{ scope }},
        month,
        cast(coalesce(counts.complaints, 0) as bigint) as complaints_of_month,
        cast(sum(complaints_of_month) over whole as bigint) as complaints_of_year,
        max(complaints_of_month) over whole as most_complaints,
        count(*) over whole as months,
        days / sum(days) over whole as part_of_year,
        complaints_of_year * days / sum(days) over whole as even_complaints

    from months
    left join counts using ({{ scope }}, month)
    window whole as (partition by {{ scope }})

),

{{ chances_of_peaks('even', scope) }},

-- below one expected complaint a month, chi-squared is no longer the distribution of this sum
dispersions as (

    select
        {{ scope }},
        max(months) - 1 as degrees,
        sum(power(complaints_of_month - even_complaints, 2) / even_complaints) as squares

    from even
    where months > 1
    group by {{ scope }}
    having max(complaints_of_year) >= max(months)

),

month_tests as (

    select
        {{ scope }},
        even.month,
        even.even_complaints,
        case when even.complaints_of_month = even.most_complaints then peaks.peak_p_value end as peak_p_value,
        dispersions.squares / dispersions.degrees as months_dispersion,
        {{ chi_squared_tail('dispersions.squares', 'dispersions.degrees') }} as months_dispersion_p_value

    from even
    left join peaks using ({{ scope }})
    left join dispersions using ({{ scope }})

)

select * from month_tests
