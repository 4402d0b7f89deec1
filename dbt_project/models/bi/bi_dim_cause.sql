select
    {{ within_category('causes.category_code', 'causes.cause_code') }} as cause_key,
    causes.category_code,
    {{ both_names('category', 'categories', 'causes.category_code') }},
    causes.cause_group_code,
    {{ both_names('cause_group', 'causes', 'causes.cause_group_code') }},
    causes.cause_code,
    {{ both_names('cause', 'causes', 'causes.cause_code') }},
    causes.controllability,
    {{ both_given_names('controllability', 'causes.controllability') }},
    cast(
        row_number() over (order by categories.display_order, causes.display_order, causes.category_code, causes.cause_code) as integer
    ) as display_order

from {{ ref('dim_cause') }} as causes
left join {{ ref('dim_category') }} as categories
    on causes.category_code = categories.category_code
