-- Guards against a month that is told covered, or not, otherwise than its days and the complaints in them are.
{{ config(meta={
    'dagster': {'ref': {'name': 'feed_coverage'}},
    'remedy': "Remove warehouse.duckdb, which the next run makes anew from the lake; if the same months fail again, int_feed_months or feed_coverage is wrong.",
}) }}
with

days as (

    select
        source_system,
        cast(date_trunc('month', day) as date) as month_start,
        sum(complaints) as complaints,
        count(*) filter (coverage = 'covered') as covered_days,
        min(day) filter (coverage <> 'not_covered') as covered_from,
        max(day) filter (coverage <> 'not_covered') as covered_to,
        list(distinct evidence) as evidences

    from {{ ref('int_covered_days') }}
    group by source_system, month_start

)

select
    months.source_system,
    months.month_start

from {{ ref('feed_coverage') }} as months
left join days
    on {{ equal_on(['source_system', 'month_start'], 'months', 'days') }}
left join {{ ref('int_feed_months') }} as estimates
    on {{ equal_on(['source_system', 'month_start'], 'months', 'estimates') }}
where
    months.month_start is distinct from make_date(months.report_year, months.month, 1)
    {%- for column in ['complaints', 'covered_days', 'covered_from', 'covered_to'] %}
    or months.{{ column }} is distinct from days.{{ column }}
    {%- endfor %}
    or months.coverage is distinct from case
        when days.covered_days = day(last_day(months.month_start)) then 'covered' when days.covered_from is null then 'not_covered' else 'partly'
    end
    or list_contains(days.evidences, months.evidence) is not true
    or months.evidence is distinct from estimates.evidence
    or months.expected_complaints is distinct from estimates.expected_complaints
