-- Guards against complaints that count under `unmapped` though no value is named for them, and the other way round.
{{ config(meta={
    'dagster': {'ref': {'name': 'unmapped_values'}},
    'remedy': "Remove warehouse.duckdb, which the next run makes anew from the lake; if the same values fail again, int_unmapped_occurrences misses them.",
}) }}
{%- set domains = ['branch', 'category', 'channel', 'cause', 'grievance'] %}
with

counted as (

    {% for domain in domains %}
    select
        source_system,
        report_year,
        '{{ domain }}' as domain,
        sum(complaints) as complaints

    from {{ ref('agg_complaints_monthly') }}
    where
        {{ domain }}_code = 'unmapped'
        {%- if domain in ('cause', 'grievance') %}
        and category_code <> 'unmapped'
        {%- endif %}
    group by source_system, report_year
    {{ "union all" if not loop.last }}
    {% endfor %}

),

named as (

    select
        source_system,
        report_year,
        domain,
        sum(complaints) as complaints

    from {{ ref('unmapped_values') }}
    where domain in ('{{ domains | join("', '") }}')
    group by source_system, report_year, domain

)

select
    coalesce(counted.source_system, named.source_system) as source_system,
    coalesce(counted.report_year, named.report_year) as report_year,
    coalesce(counted.domain, named.domain) as domain,
    counted.complaints as counted,
    named.complaints as named

from counted
full join named
    on {{ equal_on(['source_system', 'report_year', 'domain'], 'counted', 'named') }}
where counted.complaints is distinct from named.complaints
