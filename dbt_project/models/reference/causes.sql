select
    trim(category_code) as category_code,
    trim(cause_group_code) as cause_group_code,
    trim(cause_group_name) as cause_group_name,
    trim(cause_group_name_zh) as cause_group_name_zh,
    trim(cause_code) as cause_code,
    trim(cause_name) as cause_name,
    trim(cause_name_zh) as cause_name_zh,
    trim(controllability) as controllability,
    trim(service_item_code) as service_item_code,
    {{ place_in_file() }}

from {{ located(source('configuration', 'causes')) }}
