-- Guards against a decomposition of another change than the one that yearly_comparison publishes for the scope.
{{ config(meta={'dagster': {'ref': {'name': 'change_decomposition'}}}) }}
with

decomposed as (

    select
        source_system,
        report_year,
        scope_level,
        scope_code,
        sum(yoy_change) as yoy_change

    from {{ ref('change_decomposition') }}
    group by source_system, report_year, scope_level, scope_code

)

select
    decomposed.*,
    comparison.yoy_change as yoy_change_compared

from decomposed
left join {{ ref('yearly_comparison') }} as comparison
    on {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code'], 'decomposed', 'comparison') }}
where decomposed.yoy_change is distinct from comparison.yoy_change
