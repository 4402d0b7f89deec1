-- Guards against complaints and exposure of different branches in one index, and against branches of a scope that are judged by different
-- measures of how much branches differ.
{{ config(meta={'dagster': {'ref': {'name': 'branch_ranking'}}}) }}
select
    source_system,
    report_year,
    scope_level,
    scope_code,
    sum(expected_complaints) as expected_complaints,
    sum(complaints) filter (exposure_base is not null) as complaints

from {{ ref('branch_ranking') }}
group by source_system, report_year, scope_level, scope_code
having
    (
        count(exposure_base) > 0
        and {{ is_close('sum(expected_complaints)', 'sum(complaints) filter (exposure_base is not null)') }} is not true
    )
    {%- for spread in ['overdispersion_factor', 'funnel_index_sd', 'index_sd'] %}
    or count({{ spread }}) not in (0, count(exposure_base))
    or {{ is_close('min(' ~ spread ~ ')', 'max(' ~ spread ~ ')') }} is false
    {%- endfor %}
    or (count(complaint_index) > 0) <> (count(index_sd) > 0)
