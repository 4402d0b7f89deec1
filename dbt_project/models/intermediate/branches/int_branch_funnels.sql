{%- set scope = 'source_system, report_year, scope_level, scope_code' -%}
{%- set limits = {'95': z_95(), '998': z_998()} -%}
{%- set forms = {'': 'widening', '_multiplicative': 'widening_multiplicative'} -%}
with

-- additive: a large branch is held to what branches differ by, a small one to chance; multiplicative: all limits are widened alike
widened as (

    select
        rates.*,
        spreads.branches,
        spreads.overdispersion_factor,
        sqrt(spreads.funnel_variance) as funnel_index_sd,
        sqrt(1 + spreads.funnel_variance * rates.expected_complaints) as widening,
        sqrt(spreads.overdispersion_factor) as widening_multiplicative

    from {{ ref('int_branch_rates') }} as rates
    inner join {{ ref('int_branch_spreads') }} as spreads using ({{ scope }})
    where rates.complaint_index is not null

),

-- counts at which a branch with this exposure leaves the funnel
counts as (

    select
        *,
        {%- for form, widening in forms.items() %}
        {%- for band, z in limits.items() %}
        {{ funnel_lowest('expected_complaints', widening, z) }} as lowest_{{ band }}{{ form }},
        {{ funnel_highest('expected_complaints', widening, z) }} as highest_{{ band }}{{ form }},
        {%- endfor %}
        {%- endfor %}
        {{ funnel_z('complaints', 'expected_complaints', 'widening') }} as z_score

    from widened

),

tested as (

    select
        *,
        least(2 * {{ normal_cdf('(-abs(z_score))') }}, 1) as p_value,
        count(*) over (partition by {{ scope }}) as comparisons,
        count(*) over (partition by {{ scope }} order by abs(z_score) desc) as comparisons_up_to

    from counts

),

adjusted as (

    select
        *,
        {{ adjusted_p_value('p_value', 'comparisons', 'comparisons_up_to', scope) }} as p_value_adjusted

    from tested

),

funnels as (

    select
        {{ scope }},
        branch_code,
        overdispersion_factor,
        funnel_index_sd,
        {%- for form in forms %}
        {%- for band in limits %}
        lowest_{{ band }}{{ form }} / exposure_units as funnel_low_{{ band }}{{ form }},
        highest_{{ band }}{{ form }} / exposure_units as funnel_high_{{ band }}{{ form }},
        {%- endfor %}
        {{ funnel_band(
            'complaints', 'lowest_998' ~ form, 'lowest_95' ~ form, 'highest_95' ~ form, 'highest_998' ~ form
        ) }} as funnel_band{{ form }},
        {%- endfor %}
        p_value as funnel_p_value,
        p_value_adjusted as funnel_p_value_adjusted,
        p_value_adjusted <= 0.05 as is_funnel_outlier,
        case
            when branches < 10
                then
                    'Fewer than ten branches: one that stands out widens the funnel that it is held against, and may hide in it. '
                    || 'Read the rates and their limits.'
        end as funnel_note

    from adjusted

)

select * from funnels
