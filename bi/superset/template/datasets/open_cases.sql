-- what is open on the feed's latest day: each case stands in its line, and once more in the company
select
    source_system_name$zh as source,
    unnest([line_name$zh, '$company']) as line,
    branch_name$zh as branch,
    category_name$zh as category,
    complaint_number,
    received_date,
    days_open,
    deadline_date,
    is_overdue,
    case when is_overdue then '$overdue' else '$not_due' end as due
from bi.open_cases
