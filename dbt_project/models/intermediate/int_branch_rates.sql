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

-- the square root makes the spread of a Poisson count the same, a half, whatever its mean
standardised as (

    select
        *,
        complaints / nullif(expected_complaints, 0) as complaint_index,
        case
            when expected_complaints > 0 then 2 * (sqrt(complaints) - sqrt(expected_complaints))
        end as z_score

    from expected

),

z_bounds as (

    select
        {{ scope }},
        quantile_cont(z_score, 0.1) as lowest_z_score,
        quantile_cont(z_score, 0.9) as highest_z_score

    from standardised
    group by {{ scope }}

),

dispersed as (

    select
        {{ scope }},
        greatest(
            avg(power(greatest(least(standardised.z_score, z_bounds.highest_z_score), z_bounds.lowest_z_score), 2)), 1
        ) as overdispersion_factor

    from standardised
    inner join z_bounds using ({{ scope }})
    where standardised.z_score is not null
    group by {{ scope }}

),

-- counts at which a branch with this exposure leaves the funnel
funnel as (

    select
        standardised.*,
        dispersed.overdispersion_factor,
        {%- for band, z in {'95': z_95(), '998': z_998()}.items() %}
        {%- set half_width = z ~ ' * sqrt(dispersed.overdispersion_factor) / 2' %}
        case
            when sqrt(standardised.expected_complaints) > {{ half_width }}
                then greatest(power(sqrt(standardised.expected_complaints) - {{ half_width }}, 2) - 1, 0)
            else 0
        end as lowest_{{ band }},
        power(sqrt(standardised.expected_complaints) + {{ half_width }}, 2) as highest_{{ band }}{{ "," if not loop.last }}
        {%- endfor %}

    from standardised
    left join dispersed using ({{ scope }})

),

rates as (

    select
        {{ scope }},
        branch_code,
        complaints,
        policies_in_force,
        premium_yuan,
        1e4 * complaints / policies_in_force as complaints_per_10k_policies,
        1e4 * ({{ poisson_low('complaints') }}) / policies_in_force as complaints_per_10k_policies_low,
        1e4 * ({{ poisson_high('complaints') }}) / policies_in_force as complaints_per_10k_policies_high,
        1e8 * complaints / premium_yuan as complaints_per_100m_premium,
        1e8 * ({{ poisson_low('complaints') }}) / premium_yuan as complaints_per_100m_premium_low,
        1e8 * ({{ poisson_high('complaints') }}) / premium_yuan as complaints_per_100m_premium_high,
        case when exposure is not null then exposure_base end as exposure_base,
        expected_complaints,
        complaint_index,
        case
            when complaint_index is not null
                then rank() over (partition by {{ scope }} order by complaints / exposure desc nulls last)
        end as index_rank,
        overdispersion_factor,
        {%- for band in ['95', '998'] %}
        case when expected_complaints > 0 then exposure_unit * lowest_{{ band }} / exposure end as funnel_low_{{ band }},
        case when expected_complaints > 0 then exposure_unit * highest_{{ band }} / exposure end as funnel_high_{{ band }},
        {%- endfor %}
        case
            when expected_complaints is null then 'no_exposure'
            when complaints > highest_998 then 'above_998'
            when complaints > highest_95 then 'above_95'
            when complaints < lowest_998 then 'below_998'
            when complaints < lowest_95 then 'below_95'
            else 'within'
        end as funnel_band

    from funnel

)

select * from rates
