{#- The CTEs that end in `nil_returns`: periods of which a file says that nothing came. -#}
{% macro nil_returns(days_with_complaints) -%}
-- a file with a header and no row says that nothing came; when, says its name: 2012, 2012-03 or 201203
nil_files as (

    select
        feed as source_system,
        file_name,
        regexp_extract(
            file_name, '(?:^|[^0-9])((?:19|20)[0-9]{2})(?:[-_.]?(0[1-9]|1[0-2]))?[^0-9]*$', ['year', 'month']
        ) as period

    from {{ ref('int_ledger_current') }}
    where
        status = 'loaded'
        and rows_read = 0
        and feed in ('call_center', 'hq')

),

nil_periods as (

    select
        source_system,
        file_name,
        make_date(cast(period.year as integer), coalesce(try_cast(period.month as integer), 1), 1) as covered_from,
        last_day(make_date(cast(period.year as integer), coalesce(try_cast(period.month as integer), 12), 1)) as covered_to

    from nil_files
    where period.year <> ''

),

-- unless another file has complaints of that period
nil_returns as (

    select
        nil_periods.source_system,
        nil_periods.covered_from,
        nil_periods.covered_to,
        'covered' as coverage,
        'nil_return' as evidence,
        2 as precedence,
        nil_periods.file_name || ' has no rows.' as note

    from nil_periods
    left join {{ days_with_complaints }} as days_with_complaints
        on
            nil_periods.source_system = days_with_complaints.source_system
            and days_with_complaints.day between nil_periods.covered_from and nil_periods.covered_to
    where days_with_complaints.source_system is null

)
{%- endmacro %}
