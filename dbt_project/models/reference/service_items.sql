select
    trim(category_code) as category_code,
    trim(service_item_code) as service_item_code,
    trim(service_item_name) as service_item_name,
    trim(service_item_name_zh) as service_item_name_zh

from {{ located(source('configuration', 'service_items')) }}
