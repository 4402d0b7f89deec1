select
    trim(branch_code) as branch_code,
    trim(branch_name) as branch_name,
    trim(branch_name_zh) as branch_name_zh

from {{ located(source('configuration', 'branches')) }}
