select
    status_code,
    status_name,
    status_name_zh,
    display_order

from {{ ref('statuses') }}
