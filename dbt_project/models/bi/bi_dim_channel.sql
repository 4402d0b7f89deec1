select
    channel_code,
    {{ both_names('channel', 'channels', 'channel_code') }},
    channel_group,
    {{ both_given_names('channel_group', 'channel_group') }},
    display_order

from {{ ref('dim_channel') }} as channels
