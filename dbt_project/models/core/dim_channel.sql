select
    channel_code,
    channel_group,
    channel_name,
    channel_name_zh

from {{ ref('channels') }}

union all

select 'unspecified', 'unspecified', 'Not given', '未填写'

union all

select 'unmapped', 'unmapped', 'Not in the list of channels', '未匹配'
