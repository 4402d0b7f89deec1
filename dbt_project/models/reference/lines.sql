select
    trim(line_code) as line_code,
    trim(line_name) as line_name,
    trim(line_name_zh) as line_name_zh,
    {{ place_in_file() }}

from {{ located(source('configuration', 'lines')) }}
