-- what the filters offer: the lines in the order of the reference data, then the company
select
    years.source_system_name$zh as source,
    cast(years.report_year as varchar) as year,
    years.scope_name$zh as line,
    coalesce(lines.display_order, 2147483647) as position
from bi.year_on_year as years
left join (select line_code, min(display_order) as display_order from bi.dim_category group by line_code) as lines
    on years.scope_level = 'line' and years.scope_code = lines.line_code
where years.scope_level in ('company', 'line')
