select
    branch_code,
    {{ both_names('branch', 'branches', 'branch_code') }},
    region,
    region_name,
    region_name_zh,
    display_order

from {{ ref('dim_branch') }} as branches
