-- Guards against a scope that counts another one's complaints, and against complaints that change sides between controllable,
-- uncontrollable and undetermined: at each level both marts hold what the cube holds.
{{ config(meta={
    'dagster': {'ref': {'name': 'controllability'}},
    'remedy': "Remove warehouse.duckdb, which the next run makes anew from the lake; if the same rows fail again, int_scope_years or the mart's model counts wrongly.",
}) }}
with

counts as (

    {% for level, code in {
        'company': "'company'", 'line': 'line_code', 'category': 'category_code', 'subcategory': 'subcategory_code'
    }.items() %}
    select
        source_system,
        report_year,
        '{{ level }}' as scope_level,
        {{ code }} as scope_code,
        sum(complaints) as complaints,
        coalesce(sum(complaints) filter (controllability = 'controllable'), 0) as controllable,
        coalesce(sum(complaints) filter (controllability = 'uncontrollable'), 0) as uncontrollable

    from {{ ref('agg_complaints_monthly') }}
    group by source_system, report_year, scope_code
    {{ "union all" if not loop.last }}
    {% endfor %}

),

published as (

    select
        comparison.source_system,
        comparison.report_year,
        comparison.scope_level,
        comparison.scope_code,
        comparison.complaints,
        controllability.complaints as complaints_split,
        controllability.controllable,
        controllability.uncontrollable,
        controllability.controllable_rate,
        controllability.uncontrollable_rate

    from {{ ref('yearly_comparison') }} as comparison
    left join {{ ref('controllability') }} as controllability
        on {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code'], 'comparison', 'controllability') }}

)

select
    published.*,
    coalesce(counts.complaints, 0) as counted,
    coalesce(counts.controllable, 0) as controllable_counted,
    coalesce(counts.uncontrollable, 0) as uncontrollable_counted

from published
left join counts
    on {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code'], 'published', 'counts') }}
where
    published.complaints is distinct from counted
    or complaints_split is distinct from counted
    or published.controllable is distinct from controllable_counted
    or published.uncontrollable is distinct from uncontrollable_counted
    or case
        when counted = 0 then coalesce(controllable_rate, uncontrollable_rate) is not null
        else
            (
                {{ is_close('controllable_rate', '(controllable_counted / counted)') }}
                and {{ is_close('uncontrollable_rate', '(uncontrollable_counted / counted)') }}
            ) is not true
    end
