-- Guards against a code that has another name, group or controllability than its dimension gives, and a year with another end than its feed's.
{{ config(meta={
    'dagster': {'ref': {'name': 'dim_branch'}},
    'remedy': "Remove warehouse.duckdb, which the next run makes anew from the lake; if the same rows fail again, the mart joins its dimension wrongly.",
}) }}
{%- set repeated = [
    ('branch_ranking', 'dim_branch', ['branch_code'], ['branch_name', 'branch_name_zh']),
    ('channel_mix', 'dim_channel', ['channel_code'], ['channel_group']),
    ('yearly_comparison', 'dim_feed_year', ['source_system', 'report_year'], ['period_end_date', 'is_full_year', 'coverage', 'is_covered']),
    ('branch_ranking', 'dim_feed_year', ['source_system', 'report_year'], ['is_full_year', 'is_covered']),
    ('category_share', 'dim_feed_year', ['source_system', 'report_year'], ['is_covered']),
    ('case_closure', 'dim_feed_year', ['source_system', 'report_year'], ['is_covered']),
    ('cause_breakdown', 'dim_cause', ['cause_code', 'category_code'], ['cause_group_code', 'controllability']),
] %}
with

{# a cause belongs to the category of its scope -#}
placed_causes as (

    select
        causes.*,
        scopes.category_code

    from {{ ref('cause_breakdown') }} as causes
    inner join {{ ref('dim_scope') }} as scopes
        on {{ equal_on(['scope_level', 'scope_code'], 'causes', 'scopes') }}

)

{% for mart, dimension, keys, columns in repeated %}
select
    '{{ mart }}' as mart,
    marts.source_system,
    marts.report_year,
    marts.scope_level,
    marts.scope_code,
    marts.{{ keys[0] }} as member

from {{ 'placed_causes' if mart == 'cause_breakdown' else ref(mart) }} as marts
left join {{ ref(dimension) }} as dimensions
    on {{ equal_on(keys, 'marts', 'dimensions') }}
where
    {% for column in columns %}
    {{ "or " if not loop.first }}marts.{{ column }} is distinct from dimensions.{{ column }}
    {%- endfor %}
{{ "union all" if not loop.last }}
{% endfor %}
