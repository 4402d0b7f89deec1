-- Guards against months that are held against another sum than that of their year, and against a peak that is called beyond chance by another rule.
{{ config(meta={
    'dagster': {'ref': {'name': 'monthly_distribution'}},
    'remedy': "Remove warehouse.duckdb, which the next run makes anew from the lake; if the same months fail again, the model int_month_tests is wrong.",
}) }}
with

years as (

    select
        *,
        sum(complaints) over whole as complaints_of_year,
        sum(even_complaints) over whole as even_complaints_of_year,
        count(even_complaints) over whole as months_reached,
        max(case when even_complaints is not null then month end) over whole as last_month_reached,
        sum(power(complaints - even_complaints, 2) / nullif(even_complaints, 0)) over whole as squares

    from {{ ref('monthly_distribution') }}
    window whole as (partition by source_system, report_year, scope_level, scope_code)

)

select * from years
where
    {{ is_close('even_complaints_of_year', 'complaints_of_year') }} is not true
    or months_reached <> last_month_reached
    or (even_complaints is null and complaints > 0)
    or (months_dispersion is null)
    <> (even_complaints is null or months_reached < 2 or complaints_of_year < months_reached)
    or {{ is_close('months_dispersion', '(squares / nullif(months_reached - 1, 0))', scale=1e-3) }} is false
    or (months_dispersion_p_value is null) <> (months_dispersion is null)
    or (peak_p_value is null) <> (not is_peak or months_reached < 2)
    or is_peak_beyond_chance is distinct from (is_peak and coalesce(peak_p_value <= 0.05, false))
