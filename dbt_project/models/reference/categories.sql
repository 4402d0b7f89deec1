select
    trim(category_code) as category_code,
    trim(line_code) as line_code,
    trim(category_name) as category_name,
    trim(category_name_zh) as category_name_zh,
    {{ place_in_file() }}

from {{ located(source('configuration', 'categories')) }}
