-- Guards against a view of `bi` whose names drop or repeat rows of what it is made from, so that its complaints add up to another number.
{{ config(meta={
    'dagster': {'ref': {'name': 'bi_complaints_monthly'}},
    'remedy': "Remove warehouse.duckdb, which the next run makes anew from the lake; if the same rows fail again, the view named joins a dimension wrongly.",
}) }}
{%- set sources = {
    'bi_complaints_monthly': 'agg_complaints_monthly',
    'bi_year_on_year': 'yearly_comparison',
    'bi_branches': 'branch_ranking',
    'bi_months': 'monthly_distribution',
    'bi_open_cases': 'open_cases',
} %}

with

rows_of_views as (

    {%- for view, source in sources.items() %}
    select
        '{{ view }}' as view_name,
        (select count(*) from {{ ref(view) }}) as rows_of_view,
        (select count(*) from {{ ref(source) }}) as rows_of_source
    union all
    {%- endfor %}
    select
        'bi_cases' as view_name,
        (select count(*) from {{ ref('bi_cases') }}) as rows_of_view,
        (select count(*) from {{ ref('fct_complaints') }} where is_void is not true) as rows_of_source
    union all
    select
        'complaints of bi_complaints_monthly' as view_name,
        (select coalesce(sum(complaints), 0) from {{ ref('bi_complaints_monthly') }}) as rows_of_view,
        (select count(*) from {{ ref('fct_complaints') }} where is_void is not true) as rows_of_source

)

select * from rows_of_views
where rows_of_view <> rows_of_source
