with

cases as (

    select
        *,
        coalesce(subcategory_code, 'unspecified') as subcategory

    from {{ ref('fct_complaints') }}
    where is_void is not true

)

select
    cases.complaint_key,
    cases.complaint_number,
    cases.source_system,
    {{ both_given_names('source_system', 'cases.source_system') }},
    cases.received_date,
    {{ month_columns('cases.received_date') }},
    {{ code_columns('cases') }},
    cases.status_code,
    {{ both_names('status', 'statuses', 'cases.status_code') }},
    cases.is_closed,
    cases.closed_date,
    cases.days_to_close,
    cases.is_malicious,
    cases.is_complex,
    cases.is_extended

from cases
{{ join_code_names('cases') }}
left join {{ ref('dim_status') }} as statuses
    on cases.status_code = statuses.status_code
