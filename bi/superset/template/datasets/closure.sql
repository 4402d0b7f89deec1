-- how fast cases are closed, for the company and each line
select
    scopes.source_system_name$zh as source,
    cast(closure.report_year as varchar) as year,
    scopes.scope_name$zh as line,
    closure.complaints,
    closure.closed_by_year_end,
    closure.closed_by_year_end_rate,
    closure.still_open,
    closure.closed_within_15_days_rate,
    closure.closed_within_30_days_rate,
    closure.closed_within_30_days_rate_low,
    closure.closed_within_30_days_rate_high,
    closure.closed_within_60_days_rate,
    closure.median_days_to_close,
    closure.p90_days_to_close
from marts.case_closure as closure
inner join bi.year_on_year as scopes
    on
        closure.source_system = scopes.source_system
        and closure.report_year = scopes.report_year
        and closure.scope_level = scopes.scope_level
        and closure.scope_code = scopes.scope_code
