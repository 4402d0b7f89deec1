select
    open_cases.complaint_key,
    open_cases.complaint_number,
    open_cases.source_system,
    {{ both_given_names('source_system', 'open_cases.source_system') }},
    open_cases.received_date,
    {{ month_columns('open_cases.received_date') }},
    {{ branch_columns('open_cases') }},
    {{ category_columns('open_cases') }},
    open_cases.status_code,
    {{ both_names('status', 'statuses', 'open_cases.status_code') }},
    open_cases.is_complex,
    open_cases.is_extended,
    open_cases.as_of_date,
    open_cases.days_open,
    open_cases.deadline_days,
    open_cases.deadline_date,
    open_cases.is_overdue

from {{ ref('open_cases') }} as open_cases
left join {{ ref('dim_branch') }} as branches
    on open_cases.branch_code = branches.branch_code
left join {{ ref('dim_category') }} as categories
    on open_cases.category_code = categories.category_code
left join {{ ref('dim_status') }} as statuses
    on open_cases.status_code = statuses.status_code
