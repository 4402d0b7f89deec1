select
    trim(source_system) as source_system,
    trim(source_value) as source_value,
    trim(category_code) as category_code,
    trim(subcategory_code) as subcategory_code,
    cast(valid_from as date) as valid_from,
    cast(valid_to as date) as valid_to

from {{ located(source('configuration', 'category_crosswalk')) }}
