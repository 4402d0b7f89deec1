select
    branch_code,
    branch_name,
    branch_name_zh

from {{ ref('branches') }}

union all

select
    'unmapped' as branch_code,
    'Not in the branch register' as branch_name,
    '未匹配' as branch_name_zh
