select
    trim(line_code) as line_code,
    trim(line_name) as line_name,
    trim(line_name_zh) as line_name_zh

from {{ located(source('configuration', 'lines')) }}
