-- Guards against a count of the company or of a line that is not what the complaints say: each complaint is of one line, so that the lines
-- add up to the company.
{{ config(meta={
    'dagster': {'ref': {'name': 'case_closure'}},
    'remedy': "Remove warehouse.duckdb, which the next run makes anew from the lake; if the same rows fail again, the mart's model counts wrongly.",
}) }}
{%- set counted = {
    'case_closure': ['complaints', 'closed_by_year_end', 'still_open'],
    'feed_overlap': ['hq_complaints', 'linked_to_call_center', 'links_broken', 'links_not_covered', 'branch_disagrees', 'category_disagrees'],
} %}
with

counts as (

    {% for mart, measures in counted.items() %}
    {%- set outer = loop %}
    {%- for measure in measures %}
    select
        '{{ mart }}' as mart,
        '{{ measure }}' as measure,
        {{ "'hq'" if mart == 'feed_overlap' else 'source_system' }} as source_system,
        report_year,
        scope_level,
        {{ measure }} as complaints

    from {{ ref(mart) }}
    {{ "union all" if not (outer.last and loop.last) }}
    {% endfor %}
    {%- endfor %}

),

added_up as (

    select
        mart,
        measure,
        source_system,
        report_year,
        sum(complaints) filter (scope_level = 'company') as of_company,
        sum(complaints) filter (scope_level = 'line') as of_lines,
        bool_or(complaints is null) as is_missing

    from counts
    group by mart, measure, source_system, report_year

)

select added_up.*

from added_up
left join {{ ref('yearly_comparison') }} as comparison
    on
        {{ equal_on(['source_system', 'report_year'], 'added_up', 'comparison') }}
        and comparison.scope_level = 'company'
where
    added_up.is_missing
    or added_up.of_company is distinct from added_up.of_lines
    or (added_up.measure in ('complaints', 'hq_complaints') and added_up.of_company is distinct from comparison.complaints)
