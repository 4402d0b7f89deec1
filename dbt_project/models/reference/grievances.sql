select
    trim(category_code) as category_code,
    trim(grievance_code) as grievance_code,
    trim(grievance_name) as grievance_name,
    trim(grievance_name_zh) as grievance_name_zh,
    {{ place_in_file() }}

from {{ located(source('configuration', 'grievances')) }}
