select
    category_code,
    service_item_code,
    service_item_name,
    service_item_name_zh

from {{ ref('service_items') }}
