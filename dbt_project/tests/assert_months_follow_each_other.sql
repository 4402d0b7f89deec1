-- Guards against a month that is compared with another one than the month before, and against a peak that another month exceeds.
{{ config(meta={
    'dagster': {'ref': {'name': 'monthly_distribution'}},
    'remedy': "Remove warehouse.duckdb, which the next run makes anew from the lake; if the same months fail again, the model of monthly_distribution compares wrongly.",
}) }}
with

months as (

    select
        months.source_system,
        months.report_year,
        months.scope_level,
        months.scope_code,
        months.month,
        months.complaints,
        months.complaints_prior_month,
        months.mom_change_rate,
        months.complaints_prior_year,
        months.yoy_change_rate,
        months.is_peak,
        before.complaints as complaints_month_before,
        max(months.complaints) over (
            partition by months.source_system, months.report_year, months.scope_level, months.scope_code
        ) as most_complaints,
        months.month <= month(periods.period_end_date) as has_begun

    from {{ ref('monthly_distribution') }} as months
    inner join {{ ref('dim_feed_year') }} as periods
        on {{ same(['source_system', 'report_year'], 'months', 'periods') }}
    left join {{ ref('monthly_distribution') }} as before
        on
            {{ same(['source_system', 'scope_level', 'scope_code'], 'months', 'before') }}
            and months.report_year * 12 + months.month - 1 = before.report_year * 12 + before.month

)

select * from months
where
    complaints_prior_month is distinct from complaints_month_before
    or is_peak is distinct from (complaints = most_complaints and complaints > 0)
    or case
        when has_begun and complaints_prior_month > 0
            then {{ is_close('mom_change_rate', '(complaints / complaints_prior_month - 1)', scale=1) }} is not true
        else mom_change_rate is not null
    end
    or case
        when complaints_prior_year > 0
            then {{ is_close('yoy_change_rate', '(complaints / complaints_prior_year - 1)', scale=1) }} is not true
        else yoy_change_rate is not null
    end
