select
    trim(channel_code) as channel_code,
    trim(channel_group) as channel_group,
    trim(channel_name) as channel_name,
    trim(channel_name_zh) as channel_name_zh,
    {{ place_in_file() }}

from {{ located(source('configuration', 'channels')) }}
