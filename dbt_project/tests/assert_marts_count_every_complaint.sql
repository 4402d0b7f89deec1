-- Guards against a mart that loses complaints, or counts one twice, on its way from the fact through the cube.
{{ config(meta={'dagster': {'ref': {'name': 'fct_complaints'}}}) }}
with

facts as (

    select source_system, report_year, count(*) as complaints from {{ ref('fct_complaints') }}
    where is_void is not true
    group by source_system, report_year

),

counted as (

    select 'agg_complaints_monthly' as model, source_system, report_year, sum(complaints) as complaints
    from {{ ref('agg_complaints_monthly') }}
    group by source_system, report_year
    union all
    select 'yearly_comparison', source_system, report_year, complaints
    from {{ ref('yearly_comparison') }}
    where scope_level = 'company'
    {% for level in ['line', 'category'] %}
    union all
    select 'yearly_comparison by {{ level }}', source_system, report_year, sum(complaints)
    from {{ ref('yearly_comparison') }}
    where scope_level = '{{ level }}'
    group by source_system, report_year
    union all
    select 'controllability by {{ level }}', source_system, report_year, sum(complaints)
    from {{ ref('controllability') }}
    where scope_level = '{{ level }}'
    group by source_system, report_year
    {% endfor %}
    {% for mart in ['branch_ranking', 'monthly_distribution', 'channel_mix', 'case_closure'] %}
    {% for level in ['company', 'line'] %}
    union all
    select '{{ mart }} by {{ level }}', source_system, report_year, sum(complaints)
    from {{ ref(mart) }}
    where scope_level = '{{ level }}'
    group by source_system, report_year
    {% endfor %}
    {% endfor %}
    {% for mart in ['cause_breakdown', 'grievance_breakdown'] %}
    union all
    select '{{ mart }}', source_system, report_year, sum(complaints)
    from {{ ref(mart) }}
    where scope_level = 'category'
    group by source_system, report_year
    {% endfor %}

)

select
    counted.model,
    facts.source_system,
    facts.report_year,
    facts.complaints as facts,
    counted.complaints as counted

from facts
full join counted
    on
        facts.source_system = counted.source_system
        and facts.report_year = counted.report_year
where facts.complaints is distinct from counted.complaints
