-- Guards against an open case that the list misses: it holds as many as case_closure counts as still open.
{{ config(meta={'dagster': {'ref': {'name': 'open_cases'}}}) }}
with

listed as (

    select source_system, report_year, count(*) as open_cases from {{ ref('open_cases') }}
    group by source_system, report_year

),

counted as (

    select source_system, report_year, still_open from {{ ref('case_closure') }}
    where scope_level = 'company'

)

select
    coalesce(counted.source_system, listed.source_system) as source_system,
    coalesce(counted.report_year, listed.report_year) as report_year,
    listed.open_cases,
    counted.still_open

from counted
full join listed
    on {{ equal_on(['source_system', 'report_year'], 'counted', 'listed') }}
where coalesce(listed.open_cases, 0) is distinct from counted.still_open
