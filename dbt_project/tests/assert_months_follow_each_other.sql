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
        months.is_covered,
        months.is_comparable,
        months.is_comparable_with_prior_month,
        compared.is_covered as is_month_covered,
        compared.is_under_way,
        compared.is_compared_with_month,
        compared.is_compared_with_year,
        breaks.scope_code is not null as may_be_broken

    from {{ ref('monthly_distribution') }} as months
    left join {{ ref('int_feed_months') }} as compared
        on {{ equal_on(['source_system', 'report_year', 'month'], 'months', 'compared') }}
    left join (select distinct source_system, scope_level, scope_code from {{ ref('int_scope_breaks') }}) as breaks
        on {{ equal_on(['source_system', 'scope_level', 'scope_code'], 'months', 'breaks') }}
    left join {{ ref('monthly_distribution') }} as before
        on
            {{ equal_on(['source_system', 'scope_level', 'scope_code'], 'months', 'before') }}
            and months.report_year * 12 + months.month - 1 = before.report_year * 12 + before.month

)

select * from months
where
    is_covered is distinct from is_month_covered
    or is_peak is distinct from (complaints = most_complaints and complaints > 0)
    {%- for flag, compared in {'is_comparable': 'is_compared_with_year', 'is_comparable_with_prior_month': 'is_compared_with_month'}.items() %}
    or ({{ flag }} is distinct from {{ compared }} and ({{ flag }} is not false or not may_be_broken))
    {%- endfor %}
    or case
        when not is_compared_with_month then complaints_prior_month is not null
        when is_under_way then (complaints_prior_month between 0 and complaints_month_before) is not true
        else complaints_prior_month is distinct from complaints_month_before
    end
    or (complaints_prior_year is null) = is_compared_with_year
    or case
        when is_comparable_with_prior_month and complaints_prior_month > 0
            then {{ is_close('mom_change_rate', '(complaints / complaints_prior_month - 1)', scale=1) }} is not true
        else mom_change_rate is not null
    end
    or case
        when is_comparable and complaints_prior_year > 0
            then {{ is_close('yoy_change_rate', '(complaints / complaints_prior_year - 1)', scale=1) }} is not true
        else yoy_change_rate is not null
    end
