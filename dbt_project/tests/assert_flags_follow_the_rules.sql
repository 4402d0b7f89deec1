-- Guards against a branch or a change that is called out, or passed over, against the rule, and against years without complaints that are
-- counted wrongly.
{{ config(meta={
    'dagster': {'ref': {'name': 'branch_ranking'}},
    'remedy': "Remove warehouse.duckdb, which the next run makes anew from the lake; if the same rows fail again, int_branch_counts or yearly_comparison flags wrongly.",
}) }}
with

rules as (

    select
        cast(max(rule_value) filter (rule_code = 'high_incidence_complaints') as integer) as high_incidence_complaints,
        {{ rule_or_default('material_change_complaints', 10) }},
        {{ rule_or_default('material_change_rate', 0.1, 'double') }}

    from {{ ref('rules') }}

)

select
    'branch_ranking' as mart,
    ranking.source_system,
    ranking.report_year,
    ranking.scope_level,
    ranking.scope_code,
    ranking.branch_code

from {{ ref('branch_ranking') }} as ranking
cross join rules
left join {{ ref('branch_ranking') }} as before
    on
        {{ equal_on(['source_system', 'scope_level', 'scope_code', 'branch_code'], 'ranking', 'before') }}
        and ranking.report_year - 1 = before.report_year
where
    ranking.is_high_incidence is distinct from (ranking.complaints >= rules.high_incidence_complaints)
    or ranking.is_zero is distinct from case when ranking.complaints > 0 or ranking.is_covered then ranking.complaints = 0 end
    or ranking.consecutive_zero_years is distinct from case
        when ranking.complaints > 0 then 0
        -- a year of which a part is missing breaks the row
        when ranking.is_covered then 1 + if(before.is_covered, coalesce(before.consecutive_zero_years, 0), 0)
    end

union all

select
    'yearly_comparison' as mart,
    comparison.source_system,
    comparison.report_year,
    comparison.scope_level,
    comparison.scope_code,
    null as branch_code

from {{ ref('yearly_comparison') }} as comparison
cross join rules
where
    case
        when comparison.is_comparable
            then comparison.is_material is distinct from (
                abs(comparison.yoy_change) >= rules.material_change_complaints
                -- on the edge to the last digits it is reached
                and abs(comparison.yoy_change) >= rules.material_change_rate * comparison.complaints_prior_year - 1e-9
            )
        else comparison.is_material is not null
    end
