select
    trim(status_code) as status_code,
    trim(status_name) as status_name,
    trim(status_name_zh) as status_name_zh,
    {{ place_in_file() }}

from {{ located(source('configuration', 'statuses')) }}
