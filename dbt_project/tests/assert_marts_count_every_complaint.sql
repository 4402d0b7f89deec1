-- Guards against a mart that loses complaints, or counts one twice, on its way from the fact through the cube, and against one that lacks
-- a whole year of a feed. A feed that names no branch, channel, cause or grievance has no row in the mart of these.
{{ config(meta={'dagster': {'ref': {'name': 'fct_complaints'}}}) }}
{%- set codes = ['branch', 'channel', 'cause', 'grievance'] -%}
{%- set counted = [('agg_complaints_monthly', 'true', none)] -%}
{%- for mart in ['yearly_comparison', 'controllability'] -%}
    {%- for level in ['company', 'line', 'category'] -%}
        {%- do counted.append((mart, "scope_level = '" ~ level ~ "'", none)) -%}
    {%- endfor -%}
{%- endfor -%}
{%- for mart, code in {'branch_ranking': 'branch', 'monthly_distribution': none, 'channel_mix': 'channel', 'case_closure': none}.items() -%}
    {%- for level in ['company', 'line'] -%}
        {%- do counted.append((mart, "scope_level = '" ~ level ~ "'", code)) -%}
    {%- endfor -%}
{%- endfor -%}
{%- for code in ['cause', 'grievance'] -%}
    {%- do counted.append((code ~ '_breakdown', "scope_level = 'category'", code)) -%}
{%- endfor %}

with

facts as (

    select
        source_system,
        report_year,
        count(*) as complaints

    from {{ ref('fct_complaints') }}
    where is_void is not true
    group by source_system, report_year

),

codes_named as (

    select
        source_system,
        {%- for code in codes %}
        bool_or({{ code }}_code <> 'unspecified') as names_{{ code }}{{ "," if not loop.last }}
        {%- endfor %}

    from {{ ref('fct_complaints') }}
    where is_void is not true
    group by source_system

),

feeds_naming as (

    {% for code in codes %}
    select
        source_system,
        '{{ code }}' as code

    from codes_named
    where
        names_{{ code }}
        and exists (select 1 from {{ ref('dim_' ~ code) }} where {{ code }}_code not in ('unspecified', 'unmapped'))
    {{ "union all" if not loop.last }}
    {% endfor %}

),

expected as (

    {% for mart, part, code in counted %}
    select
        '{{ mart }}' as model,
        $${{ part }}$$ as part,
        source_system,
        report_year,
        complaints

    from facts
    {%- if code %}
    where source_system in (select source_system from feeds_naming where code = '{{ code }}')
    {%- endif %}
    {{ "union all" if not loop.last }}
    {% endfor %}

),

counted as (

    {% for mart, part, code in counted %}
    select
        '{{ mart }}' as model,
        $${{ part }}$$ as part,
        source_system,
        report_year,
        sum(complaints) as complaints

    from {{ ref(mart) }}
    where {{ part }}
    group by source_system, report_year
    {{ "union all" if not loop.last }}
    {% endfor %}

)

select
    coalesce(expected.model, counted.model) as model,
    coalesce(expected.part, counted.part) as part,
    coalesce(expected.source_system, counted.source_system) as source_system,
    coalesce(expected.report_year, counted.report_year) as report_year,
    expected.complaints as facts,
    counted.complaints as counted

from expected
full join counted
    on {{ equal_on(['model', 'part', 'source_system', 'report_year'], 'expected', 'counted') }}
-- a year of which it is declared that nothing came has no fact
where coalesce(expected.complaints, 0) <> coalesce(counted.complaints, 0)
