select
    {{ within_category('grievances.category_code', 'grievances.grievance_code') }} as grievance_key,
    grievances.category_code,
    {{ both_names('category', 'categories', 'grievances.category_code') }},
    grievances.grievance_code,
    {{ both_names('grievance', 'grievances', 'grievances.grievance_code') }},
    cast(
        row_number() over (
            order by categories.display_order, grievances.display_order, grievances.category_code, grievances.grievance_code
        ) as integer
    ) as display_order

from {{ ref('dim_grievance') }} as grievances
left join {{ ref('dim_category') }} as categories
    on grievances.category_code = categories.category_code
