with

feed_year_scopes as (

    select * from {{ ref('int_feed_year_scopes') }}
    where scope_level in ('company', 'line')

),

channels as (

    select * from {{ ref('dim_channel') }}

),

counts as (

    select
        source_system,
        report_year,
        scope_level,
        scope_code,
        channel_code,
        sum(complaints) as complaints

    from {{ ref('int_complaints_by_scope') }}
    where scope_level in ('company', 'line')
    group by source_system, report_year, scope_level, scope_code, channel_code

),

channels_in_use as (

    select distinct
        source_system,
        channel_code

    from counts

),

-- a feed that names no channel has no mix of them
feeds_with_channels as (

    select distinct source_system from channels_in_use
    where
        channel_code <> 'unspecified'
        and exists (select 1 from channels where channel_code not in ('unspecified', 'unmapped'))

),

spine as (

    select
        feed_year_scopes.*,
        channels.channel_group,
        channels.channel_code

    from feed_year_scopes
    inner join feeds_with_channels
        on feed_year_scopes.source_system = feeds_with_channels.source_system
    cross join channels
    left join channels_in_use
        on
            feed_year_scopes.source_system = channels_in_use.source_system
            and channels.channel_code = channels_in_use.channel_code
    where
        channels.channel_code not in ('unspecified', 'unmapped')
        or channels_in_use.channel_code is not null

),

counted as (

    select
        spine.*,
        cast(coalesce(counts.complaints, 0) as bigint) as complaints

    from spine
    left join counts
        on {{ same(['source_system', 'report_year', 'scope_level', 'scope_code', 'channel_code'], 'spine', 'counts') }}

),

totalled as (

    select
        *,
        cast(
            sum(complaints) over (partition by source_system, report_year, scope_level, scope_code, channel_group) as bigint
        ) as group_complaints,
        sum(complaints) over (partition by source_system, report_year, scope_level, scope_code) as scope_complaints

    from counted

),

channel_mix as (

    select
        source_system,
        report_year,
        scope_level,
        scope_code,
        channel_group,
        channel_code,
        complaints,
        {{ ratio('complaints', 'scope_complaints') }} as share,
        group_complaints,
        {{ ratio('group_complaints', 'scope_complaints') }} as group_share

    from totalled

)

select * from channel_mix
