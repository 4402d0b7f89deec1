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

figures_with_periods as (

    select
        figures.mart,
        figures.measure,
        {%- for key in figure_keys() %}
        figures.{{ key }},
        {%- endfor %}
        -- least() passes over a null
        least(periods.period_end_date, figures.month_end_date) as period_end_date,
        figures.value

    from figures
    left join periods
        on
            figures.period_source = periods.source_system
            and figures.report_year = periods.report_year

)

select * from figures_with_periods
