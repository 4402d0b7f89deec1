-- why customers complained: each complaint counts in its line, and once more in the company
select
    source_system_name$zh as source,
    cast(report_year as varchar) as year,
    either_line as line,
    category_name$zh as category,
    cause_name$zh as cause,
    grievance_name$zh as grievance,
    controllability_name$zh as controllability,
    sum(complaints) as complaints
from (select *, unnest([line_name$zh, '$company']) as either_line from bi.complaints_monthly)
group by all
