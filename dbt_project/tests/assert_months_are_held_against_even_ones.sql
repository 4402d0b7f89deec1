-- Guards against months that are held against another sum than that of the months covered, and against a peak that is called beyond chance by another rule.
{{ config(meta={
    'dagster': {'ref': {'name': 'monthly_distribution'}},
    'remedy': "Remove warehouse.duckdb, which the next run makes anew from the lake; if the same months fail again, the model int_month_tests is wrong.",
}) }}
with

years as (

    select
        *,
        coalesce(sum(case when is_covered then complaints end) over whole, 0) as complaints_of_year,
        coalesce(sum(even_complaints) over whole, 0) as even_complaints_of_year,
        count(even_complaints) over whole as months_covered,
        sum(power(complaints - even_complaints, 2) / nullif(even_complaints, 0)) over whole as squares

    from {{ ref('monthly_distribution') }}
    window whole as (partition by source_system, report_year, scope_level, scope_code)

)

select * from years
where
    {{ is_close('even_complaints_of_year', 'complaints_of_year') }} is not true
    or is_covered is distinct from (even_complaints is not null)
    or (months_dispersion is null)
    <> (not is_covered or months_covered < 2 or complaints_of_year < months_covered)
    or {{ is_close('months_dispersion', '(squares / nullif(months_covered - 1, 0))', scale=1e-3) }} is false
    or (months_dispersion_p_value is null) <> (months_dispersion is null)
    or (peak_p_value is null) <> (not is_peak or not is_covered or months_covered < 2)
    or is_peak_beyond_chance is distinct from (is_peak and coalesce(peak_p_value <= 0.05, false))
