-- depends_on: {{ ref('int_figure_measures') }}
{{ require_known_measures(ref('figures'), ref('int_figure_measures')) }}

with

figures as (

    select
        figure_id,
        deck_section,
        source_system,
        report_year,
        measure,
        scope_level,
        scope_code,
        coalesce(slice, '') as slice,
        published_value,
        unit,
        decimals,
        note

    from {{ ref('figures') }}

),

figure_values as (

    select * from {{ ref('int_figure_values') }}

),

computed as (

    select
        figures.*,
        figure_values.computed_value,
        figure_values.computed_value - figures.published_value as difference,
        case
            when figure_values.computed_value is null then 'no_data'
            when
                -- an exact half may have been printed either way; the rest allows for doubles
                abs(figure_values.computed_value - figures.published_value) <= 0.5 * pow(10, -figures.decimals) + 1e-9
                then 'match'
            else 'conflict'
        end as status

    from figures
    left join figure_values
        on {{ equal_on(
            ['source_system', 'report_year', 'measure', 'scope_level', 'scope_code', 'slice'], 'figures', 'figure_values'
        ) }}

),

-- the base that a published rate implies: the count of the year over one plus the rate
figure_reconciliation as (

    select
        computed.*,
        case
            when computed.status = 'conflict' and computed.measure = 'yoy_change_rate'
                then round({{ safe_divide('counts.computed_value', '1 + computed.published_value') }})
        end as implied_base

    from computed
    left join figure_values as counts
        on
            counts.measure = 'complaints'
            and {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code', 'slice'], 'computed', 'counts') }}

)

select * from figure_reconciliation
