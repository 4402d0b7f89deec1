select
    subcategory_code,
    category_code,
    subcategory_name,
    subcategory_name_zh

from {{ ref('subcategories') }}
