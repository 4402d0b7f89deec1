{#- The CTEs that end in `channel_years`: complaints of both years by channel, of feeds that name channels in both. -#}
{% macro channel_years(feed_years, channels) -%}
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

    from {{ feed_years }} as feed_years
    cross join {{ channels }} as channels
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

)
{%- endmacro %}
