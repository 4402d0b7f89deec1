{{ config(materialized='view') }}
with

periods as (

    select
        source_system,
        report_year,
        period_end_date

    from {{ ref('yearly_comparison') }}
    where scope_level = 'company'

),

figures as (

    {%- for entry in measure_catalogue() if followed_measures(entry) %}
    {{ values_followed(entry) }}
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

-- every figure as if it was published for the first time: the release lays beside it what was published before
figure_revisions as (

    select
        figures.mart,
        figures.measure,
        {%- for key in figure_keys() %}
        figures.{{ key }},
        {%- endfor %}
        -- least() passes over a null
        least(periods.period_end_date, figures.month_end_date) as period_end_date,
        cast(null as timestamp) as published_at,
        'first_published' as change_type,
        figures.value as value_as_first_published,
        cast(null as double) as value_before,
        figures.value as value_now,
        cast(null as double) as revision,
        true as is_latest

    from figures
    left join periods
        on
            figures.period_source = periods.source_system
            and figures.report_year = periods.report_year

)

select * from figure_revisions
