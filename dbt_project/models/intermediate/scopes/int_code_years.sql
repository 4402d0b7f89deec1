with

scope_years as (

    select * from {{ ref('int_scope_years') }}
    where prior_report_year is not null

),

channels as (

    select * from {{ ref('channels') }}

),

feed_years as (

    select
        source_system,
        report_year,
        prior_report_year,
        complaints_compared as feed_complaints,
        complaints_prior_year as feed_complaints_prior_year

    from scope_years
    where scope_level = 'company'

),

channel_counts as (

    select
        source_system,
        report_year,
        channel_code,
        sum(complaints_compared) as complaints,
        sum(complaints_to_compare) as complaints_to_compare

    from {{ ref('int_complaints_by_scope') }}
    where scope_level = 'company'
    group by source_system, report_year, channel_code

),

channel_years as (

    select
        feed_years.source_system,
        feed_years.report_year,
        'channel' as scope_level,
        channels.channel_code as scope_code,
        cast(coalesce(counts.complaints, 0) as bigint) as complaints,
        cast(coalesce(prior_counts.complaints_to_compare, 0) as bigint) as complaints_prior_year

    from feed_years
    cross join channels
    left join channel_counts as counts
        on
            {{ equal_on(['source_system', 'report_year'], 'feed_years', 'counts') }}
            and channels.channel_code = counts.channel_code
    left join channel_counts as prior_counts
        on
            feed_years.source_system = prior_counts.source_system
            and feed_years.prior_report_year = prior_counts.report_year
            and channels.channel_code = prior_counts.channel_code
    -- a year in which the feed names no channel at all is no year without this one
    qualify
        sum(coalesce(counts.complaints, 0)) over (partition by feed_years.source_system, feed_years.report_year) > 0
        and sum(coalesce(prior_counts.complaints_to_compare, 0))
            over (partition by feed_years.source_system, feed_years.report_year) > 0

),

counted as (

    select
        source_system,
        report_year,
        scope_level,
        scope_code,
        complaints_compared as complaints,
        complaints_prior_year

    from scope_years
    union all
    select * from channel_years

),

compared as (

    select
        counted.*,
        feed_years.prior_report_year,
        feed_years.feed_complaints,
        feed_years.feed_complaints_prior_year,
        -- one in a hundred of its share may be left: a late correction brings a new code into the old year. Products
        -- of counts outgrow 64 bits in a large market.
        case
            when
                counted.complaints > 0
                and cast(100 as hugeint) * counted.complaints_prior_year * feed_years.feed_complaints
                <= cast(counted.complaints as hugeint) * feed_years.feed_complaints_prior_year
                then 'appeared'
            when
                counted.complaints_prior_year > 0
                and cast(100 as hugeint) * counted.complaints * feed_years.feed_complaints_prior_year
                <= cast(counted.complaints_prior_year as hugeint) * feed_years.feed_complaints
                then 'vanished'
        end as change

    from counted
    inner join feed_years
        on {{ equal_on(['source_system', 'report_year'], 'counted', 'feed_years') }}

),

code_years as (

    select
        *,
        case
            when change = 'vanished' then {{ safe_divide('complaints_prior_year', 'feed_complaints_prior_year') }}
            else {{ safe_divide('complaints', 'feed_complaints') }}
        end as share

    from compared

)

select * from code_years
