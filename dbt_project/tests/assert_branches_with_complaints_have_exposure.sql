-- Guards against a branch that silently has no rate: it has complaints in a year, and no exposure that its index could rest on, though the feed gives the year's other branches some.
{{ config(severity='warn', meta={
    'dagster': {'ref': {'name': 'branch_ranking'}},
    'remedy': "Land what these branches lack in the feed branch_exposure: premium, or policies for a year in which no branch gives premium.",
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
    and exposure_base is null
    and exists (select 1 from {{ ref('fct_branch_exposure') }} where premium_yuan > 0 or policies_in_force > 0)
