-- figures that a report printed, beside what the data give
select
    figures.figure_id,
    case figures.source_system $sources end as figure_source,
    cast(figures.report_year as varchar) as figure_year,
    case figures.measure $measures else figures.measure end as measure,
    coalesce(scopes.scope_name$zh, figures.scope_code) as scope,
    figures.slice,
    figures.published_value,
    figures.computed_value,
    figures.difference,
    figures.implied_base,
    figures.status as status_code,
    case figures.status $figure_statuses end as status,
    case figures.status when 'conflict' then 1 when 'no_data' then 2 else 3 end as position
from marts.figure_reconciliation as figures
left join core.dim_scope as scopes
    on figures.scope_level = scopes.scope_level and figures.scope_code = scopes.scope_code
