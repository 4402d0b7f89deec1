select
    category_code,
    {{ both_names('category', 'categories', 'category_code') }},
    line_code,
    {{ both_names('line', 'categories', 'line_code') }},
    display_order

from {{ ref('dim_category') }} as categories
