-- Guards against a share's change that is not the one between the shares compared, and against flags that are not the scope's.
{{ config(meta={
    'dagster': {'ref': {'name': 'cause_breakdown'}},
    'remedy': "Remove warehouse.duckdb, which the next run makes anew from the lake; if the same rows fail again, the mart that `mart` names compares wrongly.",
}) }}
{%- set shares = {
    'cause_breakdown': ['share'],
    'grievance_breakdown': ['share'],
    'channel_mix': ['share', 'group_share'],
    'controllability': ['controllable_rate', 'uncontrollable_rate'],
} %}
{% for mart, names in shares.items() %}
select
    '{{ mart }}' as mart,
    parts.source_system,
    parts.report_year,
    parts.scope_level,
    parts.scope_code

from {{ ref(mart) }} as parts
left join {{ ref('int_scope_comparisons') }} as comparisons
    on {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code'], 'parts', 'comparisons') }}
where
    parts.is_covered is distinct from comparisons.is_covered
    or parts.is_comparable is distinct from coalesce(comparisons.is_comparable_alone, false)
    {%- for share in names %}
    or (not parts.is_comparable and (parts.{{ share }}_compared is not null or parts.{{ share }}_prior_year is not null))
    or (parts.{{ share }}_change is null) <> (parts.{{ share }}_compared is null or parts.{{ share }}_prior_year is null)
    or {{ is_close('parts.' ~ share ~ '_change', '(parts.' ~ share ~ '_compared - parts.' ~ share ~ '_prior_year)', scale=1) }} is false
    {%- endfor %}
{{ 'union all' if not loop.last }}
{% endfor %}
