-- Guards against a figure that is called a match or a conflict against its own numbers, and against one that is judged by other words than
-- its line in figures.csv.
{{ config(meta={
    'dagster': {'ref': {'name': 'figure_reconciliation'}},
    'remedy': "Remove warehouse.duckdb, which the next run makes anew from the lake; if the same figures fail again, the model of figure_reconciliation judges wrongly.",
}) }}
with

judged as (

    select
        reconciled.*,
        counts.computed_value as complaints,
        figures.figure_id is not null
        {%- for column in ['deck_section', 'source_system', 'report_year', 'measure', 'scope_level', 'scope_code', 'unit', 'decimals', 'note'] %}
        and (reconciled.{{ column }} is not distinct from figures.{{ column }})
        {%- endfor %}
        and coalesce(reconciled.slice, '(none)') = coalesce(figures.slice, '')
        and {{ is_close('reconciled.published_value', 'figures.published_value') }} is true
        and coalesce({{ is_close('reconciled.computed_value', 'found.computed_value') }}, reconciled.computed_value is null and found.computed_value is null)
        as is_as_given,
        abs(reconciled.difference) - 0.5 * pow(10, -reconciled.decimals) as beyond_print

    from {{ ref('figure_reconciliation') }} as reconciled
    left join {{ ref('figures') }} as figures
        on reconciled.figure_id = figures.figure_id
    left join {{ ref('int_figure_values') }} as found
        on {{ equal_on(['source_system', 'report_year', 'measure', 'scope_level', 'scope_code', 'slice'], 'reconciled', 'found') }}
    left join {{ ref('int_figure_values') }} as counts
        on
            counts.measure = 'complaints'
            and {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code', 'slice'], 'reconciled', 'counts') }}

)

select * from judged
where
    not is_as_given
    or case
        when computed_value is null then difference is not null or status is distinct from 'no_data'
        else
            {{ is_close('difference', '(computed_value - published_value)', scale='greatest(abs(computed_value), abs(published_value))') }} is not true
            -- on the edge itself either is right
            or (beyond_print < -1e-8 and status is distinct from 'match')
            or (beyond_print > 1e-8 and status is distinct from 'conflict')
            or status not in ('match', 'conflict')
    end
    or case
        when status = 'conflict' and measure = 'yoy_change_rate' and abs(1 + published_value) > 1e-9
            then abs(implied_base - complaints / (1 + published_value)) > 0.5 + 1e-6
            or (implied_base is null) is distinct from (complaints is null)
        else implied_base is not null
    end
