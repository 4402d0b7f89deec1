-- Guards against a rate over the exposure of another branch or year, and against rates that are missing though there is exposure.
{{ config(meta={'dagster': {'ref': {'name': 'branch_ranking'}}}) }}
with

bases as (

    select
        exposure_year,
        case when max(premium_yuan) > 0 then 'premium' else 'policies' end as exposure_base

    from {{ ref('fct_branch_exposure') }}
    group by exposure_year

),

divided as (

    select
        ranking.source_system,
        ranking.report_year,
        ranking.scope_level,
        ranking.scope_code,
        ranking.branch_code,
        ranking.complaints,
        ranking.policies_in_force,
        ranking.complaints_per_10k_policies,
        ranking.premium_yuan,
        ranking.complaints_per_100m_premium,
        ranking.complaint_index,
        ranking.funnel_band,
        nullif(exposure.policies_in_force, 0) as policies_given,
        nullif(exposure.premium_yuan, 0) as premium_given,
        ranking.exposure_base,
        ranking.is_full_year,
        bases.exposure_base as base_of_year,
        case when bases.exposure_base = 'premium' then premium_given else policies_given end as exposure_given,
        case when exposure_given is not null then sum(ranking.complaints) filter (exposure_given is not null) over scope end as complaints_of_scope,
        sum(exposure_given) over scope as exposure_of_scope

    from {{ ref('branch_ranking') }} as ranking
    left join {{ ref('fct_branch_exposure') }} as exposure
        on
            ranking.branch_code = exposure.branch_code
            and ranking.report_year = exposure.exposure_year
    left join bases
        on ranking.report_year = bases.exposure_year
    window scope as (
        partition by ranking.source_system, ranking.report_year, ranking.scope_level, ranking.scope_code
    )

)

select * from divided
where
    policies_in_force is distinct from policies_given
    or premium_yuan is distinct from premium_given
    or (funnel_band = 'no_exposure') is distinct from (exposure_given is null)
    or exposure_base is distinct from case when exposure_given is not null then base_of_year end
    or case
        when policies_given is null or not is_full_year then complaints_per_10k_policies is not null
        else {{ is_close('complaints_per_10k_policies', '(complaints * 1e4 / policies_given)') }} is not true
    end
    or case
        when premium_given is null or not is_full_year then complaints_per_100m_premium is not null
        else {{ is_close('complaints_per_100m_premium', '(complaints * 1e8 / premium_given)') }} is not true
    end
    or case
        when coalesce(complaints_of_scope, 0) = 0 then complaint_index is not null
        else {{ is_close('complaint_index', '((complaints / complaints_of_scope) / (exposure_given / exposure_of_scope))') }} is not true
    end
