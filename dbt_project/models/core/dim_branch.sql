select
    branch_code,
    branch_name,
    branch_name_zh

from {{ ref('branches') }}

union all

select 'unspecified', 'Not given', '未填写'

union all

select 'unmapped', 'Not in the branch register', '未匹配'
