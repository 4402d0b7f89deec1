with

comparisons as (

    select * from {{ ref('int_scope_comparisons') }}
    where is_comparable_alone and scope_level in ('company', 'line')

),

-- whether a category alone is compared with itself: no break of the taxonomy, and no bridge, touches it
category_comparisons as (

    select
        source_system,
        report_year,
        scope_code as category_code,
        is_comparable_alone as is_comparable,
        note_alone as comparability_note

    from {{ ref('int_scope_comparisons') }}
    where scope_level = 'category'

),

counts as (

    select
        source_system,
        report_year,
        scope_level,
        scope_code,
        category_code,
        sum(complaints_compared) as complaints,
        sum(complaints_to_compare) as complaints_to_compare

    from {{ ref('int_complaints_by_scope') }}
    where scope_level in ('company', 'line')
    group by source_system, report_year, scope_level, scope_code, category_code

),

{{ compared_by_category('comparisons', 'counts') }},

{{ shares_of_categories('by_category') }},

marked as (

    select
        shares.*,
        coalesce(category_comparisons.is_comparable, false) as is_comparable,
        category_comparisons.comparability_note

    from shares
    left join category_comparisons
        on {{ equal_on(['source_system', 'report_year', 'category_code'], 'shares', 'category_comparisons') }}

),

-- complaints = exposure x rate x share; a scope without complaints in one of the years keeps the mix of the other
factors as (

    select
        *,
        1.0 as exposure_before,
        coalesce(exposure_ratio, 1.0) as exposure_after,
        cast(scope_complaints_prior_year as double) as rate_before,
        scope_complaints / coalesce(exposure_ratio, 1.0) as rate_after,
        coalesce(share_prior_year, share, 0) as mix_before,
        coalesce(share, share_prior_year, 0) as mix_after

    from marked

),

{%- set exposure = ['exposure_before', 'exposure_after'] -%}
{%- set rate = ['rate_before', 'rate_after'] -%}
{%- set mix = ['mix_before', 'mix_after'] %}

effects as (

    select
        source_system,
        report_year,
        scope_level,
        scope_code,
        category_code,
        complaints,
        complaints_prior_year,
        complaints - complaints_prior_year as yoy_change,
        case when exposure_ratio is not null then {{ effect_of_factor(exposure, rate, mix) }} end as exposure_effect,
        {{ effect_of_factor(mix, exposure, rate) }} as mix_effect,
        {{ effect_of_factor(rate, exposure, mix) }} as rate_effect,
        is_comparable,
        comparability_note

    from factors

),

-- The same effects in the words of a single category: with its scope and beyond it, and its own complaints per premium. By difference, so that
-- they add up to the change even where premium grew or fell by many orders and the effects of premium and rate nearly cancel out.
change_decomposition as (

    select
        *,
        yoy_change - mix_effect as change_with_scope,
        mix_effect as change_beyond_scope,
        yoy_change - coalesce(exposure_effect, 0) as own_rate_effect

    from effects

)

select * from change_decomposition
