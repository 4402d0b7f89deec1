-- Guards against figures that get lost, or doubled, on their way into the history of what was published: its latest values are today's.
{{ config(meta={'dagster': {'ref': {'name': 'figure_revisions'}}}) }}
{#- What adds up in a mart, and tells its feed in every row. -#}
{%- set additive = [] -%}
{%- for entry in measure_catalogue() if 'source_system' in entry.get('keys', []) -%}
    {%- for name, measure in followed_measures(entry).items() if measure.is_additive -%}
        {%- do additive.append((entry.mart, name)) -%}
    {%- endfor -%}
{%- endfor -%}
with

in_marts as (

    {% for mart, measure in additive %}
    select '{{ mart }}' as mart, '{{ measure }}' as measure, source_system, report_year, sum({{ measure }}) as total
    from {{ ref(mart) }}
    group by source_system, report_year
    having sum({{ measure }}) is not null
    {{ "union all" if not loop.last }}
    {% endfor %}

),

in_history as (

    select mart, measure, source_system, report_year, sum(value_now) as total
    from {{ ref('figure_revisions') }}
    where
        is_latest
        and value_now is not null
        and (mart, measure) in ({% for figure in additive %}{{ figure }}{{ ", " if not loop.last }}{% endfor %})
    group by mart, measure, source_system, report_year

)

select
    coalesce(in_marts.mart, in_history.mart) as mart,
    coalesce(in_marts.measure, in_history.measure) as measure,
    coalesce(in_marts.source_system, in_history.source_system) as source_system,
    coalesce(in_marts.report_year, in_history.report_year) as report_year,
    in_marts.total as in_mart,
    in_history.total as in_history

from in_marts
full join in_history
    on
        in_marts.mart = in_history.mart
        and in_marts.measure = in_history.measure
        and in_marts.source_system = in_history.source_system
        and in_marts.report_year = in_history.report_year
where {{ is_close('in_marts.total', 'in_history.total') }} is not true
