{#- The CTE `shares`: each branch's share of its scope in both years, with limits of 95 %. -#}
{% macro branch_shares(counts, scope) -%}
shares as (

    select
        {{ scope }},
        branch_code,
        {{ share_low('complaints', 'complaints_of_branches') }} as share_low,
        {{ share_high('complaints', 'complaints_of_branches') }} as share_high,
        {{ safe_divide('complaints_compared', 'compared_of_branches') }} as compared,
        {{ share_low('complaints_compared', 'compared_of_branches') }} as compared_low,
        {{ share_high('complaints_compared', 'compared_of_branches') }} as compared_high,
        is_comparable,
        {{ safe_divide('complaints_prior_year', 'complaints_of_branches_prior_year') }} as share_prior_year,
        {{ share_low('complaints_prior_year', 'complaints_of_branches_prior_year') }} as share_prior_year_low,
        {{ share_high('complaints_prior_year', 'complaints_of_branches_prior_year') }} as share_prior_year_high

    from {{ counts }}

)
{%- endmacro %}
