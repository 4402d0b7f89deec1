{#- The CTEs that end in `by_category`: complaints of both years by category, and how premium changed. -#}
{% macro compared_by_category(comparisons, counts) -%}
categories as (

    select distinct
        source_system,
        scope_level,
        scope_code,
        category_code

    from {{ counts }} as counts

),

by_category as (

    select
        comparisons.source_system,
        comparisons.report_year,
        comparisons.scope_level,
        comparisons.scope_code,
        categories.category_code,
        cast(coalesce(counts.complaints, 0) as bigint) as complaints,
        cast(coalesce(prior_counts.complaints_to_compare, 0) as bigint) as complaints_prior_year,
        exposure.premium_yuan / exposure.premium_yuan_prior_year as exposure_ratio

    from {{ comparisons }} as comparisons
    inner join categories
        on {{ equal_on(['source_system', 'scope_level', 'scope_code'], 'comparisons', 'categories') }}
    left join {{ counts }} as counts
        on
            {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code'], 'comparisons', 'counts') }}
            and categories.category_code = counts.category_code
    left join {{ counts }} as prior_counts
        on
            {{ equal_on(['source_system', 'scope_level', 'scope_code'], 'comparisons', 'prior_counts') }}
            and comparisons.prior_report_year = prior_counts.report_year
            and categories.category_code = prior_counts.category_code
    left join {{ ref('int_company_exposure_years') }} as exposure
        on
            comparisons.report_year = exposure.report_year
            and comparisons.is_full_year
            and comparisons.compared_months = 12

)
{%- endmacro %}


{#- The CTEs that end in `shares`: each category with its share of the scope in both years. -#}
{% macro shares_of_categories(by_category) -%}
totals as (

    select
        *,
        sum(complaints) over scope as scope_complaints,
        sum(complaints_prior_year) over scope as scope_complaints_prior_year

    from {{ by_category }}
    window scope as (partition by source_system, report_year, scope_level, scope_code)

),

shares as (

    select
        *,
        {{ safe_divide('complaints', 'scope_complaints') }} as share,
        {{ safe_divide('complaints_prior_year', 'scope_complaints_prior_year') }} as share_prior_year

    from totals

)
{%- endmacro %}
