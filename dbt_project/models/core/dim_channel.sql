select
    channel_code,
    channel_group,
    channel_name,
    channel_name_zh,
    display_order

from {{ ref('channels') }}

union all

select
    code,
    code as channel_group,
    name,
    name_zh,
    {{ place_after_all('code') }}

from (
    values ('unspecified', 'Not given', '未填写'), ('unmapped', 'Not in the list of channels', '未匹配')
) as unlisted (code, name, name_zh)
