select
    branch_code,
    branch_name,
    branch_name_zh,
    coalesce(region, 'unassigned') as region,
    coalesce(region_name, region_name_zh, region, 'Not assigned') as region_name,
    coalesce(region_name_zh, region_name, region, '未划分') as region_name_zh,
    display_order

from {{ ref('branches') }}

union all

select
    code,
    name,
    name_zh,
    'unassigned' as region,
    'Not assigned' as region_name,
    '未划分' as region_name_zh,
    {{ place_after_all('code') }}

from (
    values ('unspecified', 'Not given', '未填写'), ('unmapped', 'Not in the branch register', '未匹配')
) as unlisted (code, name, name_zh)
