select
    trim(status_code) as status_code,
    trim(status_name) as status_name,
    trim(status_name_zh) as status_name_zh

from {{ located(source('configuration', 'statuses')) }}
