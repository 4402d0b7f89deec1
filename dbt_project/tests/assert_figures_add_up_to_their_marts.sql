-- Guards against figures that get lost, or doubled, on their way into the history of what was published.
{{ config(meta={'dagster': {'ref': {'name': 'figure_revisions'}}}) }}
with

in_marts as (

    {% for mart in [
        'yearly_comparison', 'category_share', 'branch_ranking', 'monthly_distribution', 'channel_mix', 'cause_breakdown', 'grievance_breakdown'
    ] %}
    select '{{ mart }}' as mart, source_system, report_year, sum(complaints) as complaints
    from {{ ref(mart) }}
    group by source_system, report_year
    {{ "union all" if not loop.last }}
    {% endfor %}

),

in_history as (

    select mart, source_system, report_year, sum(value_now) as complaints
    from {{ ref('figure_revisions') }}
    where measure = 'complaints' and mart <> 'improvement_priority'
    group by mart, source_system, report_year

)

select
    coalesce(in_marts.mart, in_history.mart) as mart,
    coalesce(in_marts.source_system, in_history.source_system) as source_system,
    coalesce(in_marts.report_year, in_history.report_year) as report_year,
    in_marts.complaints as in_mart,
    in_history.complaints as in_history

from in_marts
full join in_history
    on
        in_marts.mart = in_history.mart
        and in_marts.source_system = in_history.source_system
        and in_marts.report_year = in_history.report_year
where {{ is_close('in_marts.complaints', 'in_history.complaints') }} is not true
