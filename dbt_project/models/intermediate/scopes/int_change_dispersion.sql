{%- set scope = ['source_system', 'report_year', 'scope_level', 'scope_code'] -%}
with

comparisons as (

    select * from {{ ref('int_scope_comparisons') }}
    where is_comparable

),

{{ months_of_both_years('comparisons', scope) }},

totals as (

    select
        *,
        cast(year + base as double) as both_years,
        cast(sum(year) over scopes as double) as year_total,
        cast(sum(base) over scopes as double) as base_total

    from months_of_both_years
    where year + base > 0
    window scopes as (partition by {{ scope | join(', ') }})

),

-- each month's complaints would fall to the two years as all of them do; how far they miss that, against chance (Pearson), is the dispersion
-- of a quasi-Poisson model with a term for each month of the year and one for each year (McCullagh and Nelder 1989, 4.5)
dispersed as (

    select
        {{ scope | join(', ') }},
        year_total,
        base_total,
        cast(count(*) - 1 as integer) as degrees,
        greatest(
            sum(power(year - both_years * year_total / (year_total + base_total), 2) / both_years)
            * power(year_total + base_total, 2) / (year_total * base_total) / (count(*) - 1),
            1
        ) as dispersion

    from totals
    where year_total > 0 and base_total > 0
    group by {{ scope | join(', ') }}, year_total, base_total
    having count(*) > 2

),

-- what the score test and its limits (Wilson) have in the place of z squared, with the dispersion and Student's t
scored as (

    select
        *,
        year_total + base_total as trials,
        power(year_total - base_total, 2) / ((year_total + base_total) * dispersion) as t_squared,
        dispersion * power({{ student_975('degrees') }}, 2) as reach

    from dispersed

),

limits as (

    select
        *,
        sqrt(reach * (year_total * base_total / trials + reach / 4)) as half_width

    from scored

),

change_dispersion as (

    select
        {%- for key in scope %}
        limits.{{ key }},
        {%- endfor %}
        limits.dispersion,
        limits.degrees as dispersion_degrees_of_freedom,
        (limits.year_total + limits.reach / 2 - limits.half_width) / (limits.base_total + limits.reach / 2 + limits.half_width) - 1
            as yoy_rate_low_dispersed,
        (limits.year_total + limits.reach / 2 + limits.half_width) / (limits.base_total + limits.reach / 2 - limits.half_width) - 1
            as yoy_rate_high_dispersed,
        {{ student_p_value('limits.t_squared', 'limits.degrees') }} as yoy_p_value_dispersed

    from limits
    inner join comparisons
        on
            {{ equal_on(scope, 'limits', 'comparisons') }}
            and limits.year_total = comparisons.complaints_compared
            and limits.base_total = comparisons.complaints_prior_year

)

select * from change_dispersion
