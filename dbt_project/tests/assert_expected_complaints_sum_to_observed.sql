-- Guards against complaints and premium of different branches in one index. The tolerance is that of adding doubles.
{{ config(meta={'dagster': {'ref': {'name': 'branch_ranking'}}}) }}
select
    source_system,
    report_year,
    scope_level,
    scope_code,
    sum(expected_complaints) as expected_complaints,
    sum(complaints) as complaints

from {{ ref('branch_ranking') }}
where expected_complaints is not null
group by source_system, report_year, scope_level, scope_code
having abs(sum(expected_complaints) - sum(complaints)) > 1e-9 * greatest(sum(complaints), 1)
