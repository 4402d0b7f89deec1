select
    trim(subcategory_code) as subcategory_code,
    trim(category_code) as category_code,
    trim(subcategory_name) as subcategory_name,
    trim(subcategory_name_zh) as subcategory_name_zh

from {{ located(source('configuration', 'subcategories')) }}
