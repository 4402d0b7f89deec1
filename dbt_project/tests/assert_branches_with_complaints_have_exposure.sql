-- Guards against a branch that silently has no rate: it has complaints in a year, and no premium, though the exposure feed is in use.
{{ config(severity='warn', meta={
    'dagster': {'ref': {'name': 'branch_ranking'}},
    'remedy': "Land the premium of these branches and years with the feed branch_exposure.",
}) }}
select
    source_system,
    report_year,
    branch_code,
    complaints

from {{ ref('branch_ranking') }}
where
    scope_level = 'company'
    and complaints > 0
    and branch_code not in ('unspecified', 'unmapped')
    and premium_yuan is null
    and exists (select 1 from {{ ref('fct_branch_exposure') }} where premium_yuan > 0)
