-- how complaints came in
select
    scopes.source_system_name$zh as source,
    cast(mix.report_year as varchar) as year,
    scopes.scope_name$zh as line,
    coalesce(channels.channel_name$zh, mix.channel_code) as channel,
    coalesce(channels.channel_group_name$zh, mix.channel_group) as channel_group,
    mix.complaints,
    mix.share,
    mix.share_low,
    mix.share_high,
    mix.share_prior_year,
    100 * mix.share_change as share_change_in_points,
    mix.share_change_p_value
from marts.channel_mix as mix
inner join bi.year_on_year as scopes
    on
        mix.source_system = scopes.source_system
        and mix.report_year = scopes.report_year
        and mix.scope_level = scopes.scope_level
        and mix.scope_code = scopes.scope_code
left join bi.dim_channel as channels
    on mix.channel_code = channels.channel_code
where mix.complaints > 0 or mix.share_prior_year > 0
