with

feed_year_scopes as (

    select * from {{ ref('int_feed_year_scopes') }}
    where scope_level in ('company', 'line')

),

complaints as (

    select
        source_system,
        report_year,
        line_code,
        is_closed,
        closed_date <= make_date(report_year, 12, 31) as is_closed_by_year_end,
        days_to_close

    from {{ ref('fct_complaints') }}
    where is_void is not true

),

by_scope as (

    select 'company' as scope_level, 'company' as scope_code, * from complaints
    union all
    select 'line' as scope_level, line_code as scope_code, * from complaints

),

counts as (

    select
        source_system,
        report_year,
        scope_level,
        scope_code,
        count(*) as complaints,
        count(*) filter (is_closed_by_year_end) as closed_by_year_end,
        count(*) filter (not is_closed) as still_open,
        count(*) filter (days_to_close <= 15) as closed_within_15_days,
        count(*) filter (days_to_close <= 30) as closed_within_30_days,
        count(*) filter (days_to_close <= 60) as closed_within_60_days,
        quantile_cont(days_to_close, 0.5) as median_days_to_close,
        quantile_cont(days_to_close, 0.9) as p90_days_to_close

    from by_scope
    group by source_system, report_year, scope_level, scope_code

),

case_closure as (

    select
        feed_year_scopes.source_system,
        feed_year_scopes.report_year,
        feed_year_scopes.scope_level,
        feed_year_scopes.scope_code,
        coalesce(counts.complaints, 0) as complaints,
        coalesce(counts.closed_by_year_end, 0) as closed_by_year_end,
        {{ ratio('counts.closed_by_year_end', 'counts.complaints') }} as closed_by_year_end_rate,
        coalesce(counts.still_open, 0) as still_open,
        {{ ratio('counts.closed_within_15_days', 'counts.complaints') }} as closed_within_15_days_rate,
        {{ ratio('counts.closed_within_30_days', 'counts.complaints') }} as closed_within_30_days_rate,
        {{ ratio('counts.closed_within_60_days', 'counts.complaints') }} as closed_within_60_days_rate,
        counts.median_days_to_close,
        counts.p90_days_to_close

    from feed_year_scopes
    left join counts
        on {{ same(['source_system', 'report_year', 'scope_level', 'scope_code'], 'feed_year_scopes', 'counts') }}

)

select * from case_closure
