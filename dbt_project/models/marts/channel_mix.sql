with

feed_year_scopes as (

    select * from {{ ref('int_feed_year_scopes') }}
    where scope_level in ('company', 'line')

),

channels as (

    select * from {{ ref('dim_channel') }}

),

comparisons as (

    select * from {{ ref('int_scope_comparisons') }}
    where is_comparable_alone

),

counts as (

    select
        source_system,
        report_year,
        scope_level,
        scope_code,
        channel_code,
        sum(complaints) as complaints,
        sum(complaints_compared) as complaints_compared,
        sum(complaints_to_compare) as complaints_to_compare

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
        cast(coalesce(counts.complaints, 0) as bigint) as complaints,
        coalesce(counts.complaints_compared, 0) as complaints_compared,
        case when comparisons.scope_code is not null then coalesce(prior_counts.complaints_to_compare, 0) end as complaints_prior_year

    from spine
    left join comparisons
        on {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code'], 'spine', 'comparisons') }}
    left join counts
        on {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code', 'channel_code'], 'spine', 'counts') }}
    left join counts as prior_counts
        on
            {{ equal_on(['source_system', 'scope_level', 'scope_code', 'channel_code'], 'spine', 'prior_counts') }}
            and spine.prior_report_year = prior_counts.report_year

),

totalled as (

    select
        *,
        cast(sum(complaints) over channel_groups as bigint) as group_complaints,
        sum(complaints_compared) over channel_groups as group_compared,
        sum(complaints_prior_year) over channel_groups as group_prior_year,
        sum(complaints) over scopes as scope_complaints,
        sum(complaints_compared) over scopes as scope_compared,
        sum(complaints_prior_year) over scopes as scope_prior_year

    from counted
    window
        scopes as (partition by source_system, report_year, scope_level, scope_code),
        channel_groups as (partition by source_system, report_year, scope_level, scope_code, channel_group)

),

changes as (

    {{ share_changes(share_counts('totalled', 'complaints_compared', 'complaints_prior_year'), 'compared_share') }}

),

group_changes as (

    {{ share_changes(share_counts('changes', 'group_compared', 'group_prior_year'), 'compared_group_share') }}

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
        {{ safe_divide('complaints', 'scope_complaints') }} as share,
        {{ share_with_changes('share', 'complaints', 'scope_complaints') }},
        group_complaints,
        {{ safe_divide('group_complaints', 'scope_complaints') }} as group_share,
        {{ share_with_changes('group_share', 'group_complaints', 'scope_complaints') }}

    from group_changes

)

select * from channel_mix
