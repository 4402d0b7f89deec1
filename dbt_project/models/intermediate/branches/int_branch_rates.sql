{%- set scope = 'source_system, report_year, scope_level, scope_code' -%}
with

counts as (

    select * from {{ ref('int_branch_counts') }}

),

exposure as (

    select
        branch_code,
        exposure_year,
        nullif(policies_in_force, 0) as policies_in_force,
        nullif(premium_yuan, 0) as premium_yuan

    from {{ ref('fct_branch_exposure') }}

),

-- one base for all branches of a year: indices of premium and of policies cannot stand in one order
bases as (

    select
        *,
        count(premium_yuan) over (partition by exposure_year) > 0 as is_by_premium

    from exposure

),

exposed as (

    select
        counts.source_system,
        counts.report_year,
        counts.scope_level,
        counts.scope_code,
        counts.branch_code,
        counts.complaints,
        bases.policies_in_force,
        bases.premium_yuan,
        counts.is_full_year,
        -- premium and policies of a whole year make no rate of a part of it
        case when counts.is_full_year then bases.policies_in_force end as policies_of_year,
        case when counts.is_full_year then bases.premium_yuan end as premium_of_year,
        case when bases.is_by_premium then bases.premium_yuan else bases.policies_in_force end as exposure,
        case when bases.is_by_premium then 'premium' else 'policies' end as exposure_base,
        case when bases.is_by_premium then 1e8 else 1e4 end as exposure_unit

    from counts
    inner join bases
        on
            counts.branch_code = bases.branch_code
            and counts.report_year = bases.exposure_year

),

-- complaints of branches without exposure are left out of the whole too, or all others would look better than they are
expected as (

    select
        *,
        exposure / sum(exposure) over (partition by {{ scope }})
        * sum(complaints) filter (exposure is not null) over (partition by {{ scope }}) as expected_complaints

    from exposed

),

rates as (

    select
        {{ scope }},
        branch_code,
        complaints,
        policies_in_force,
        premium_yuan,
        1e4 * complaints / policies_of_year as complaints_per_10k_policies,
        1e4 * ({{ poisson_low('complaints') }}) / policies_of_year as complaints_per_10k_policies_low,
        1e4 * ({{ poisson_high('complaints') }}) / policies_of_year as complaints_per_10k_policies_high,
        1e8 * complaints / premium_of_year as complaints_per_100m_premium,
        1e8 * ({{ poisson_low('complaints') }}) / premium_of_year as complaints_per_100m_premium_low,
        1e8 * ({{ poisson_high('complaints') }}) / premium_of_year as complaints_per_100m_premium_high,
        case when exposure is not null then exposure_base end as exposure_base,
        case when is_full_year then exposure / exposure_unit end as exposure_units,
        expected_complaints,
        complaints / nullif(expected_complaints, 0) as complaint_index,
        case
            when expected_complaints > 0
                then rank() over (partition by {{ scope }} order by complaints / exposure desc nulls last)
        end as index_rank

    from expected

)

select * from rates
