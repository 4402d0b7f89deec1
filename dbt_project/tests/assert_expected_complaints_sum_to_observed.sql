-- Guards against complaints and exposure of different branches in one index.
{{ config(meta={'dagster': {'ref': {'name': 'branch_ranking'}}}) }}
select
    source_system,
    report_year,
    scope_level,
    scope_code,
    sum(expected_complaints) as expected_complaints,
    sum(complaints) as complaints

from {{ ref('branch_ranking') }}
where exposure_base is not null
group by source_system, report_year, scope_level, scope_code
having {{ is_close('sum(expected_complaints)', 'sum(complaints)') }} is not true
