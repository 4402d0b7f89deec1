-- Guards against a change of the taxonomy that is told with another code's, year's or feed's complaints than those of the cube.
{{ config(meta={'dagster': {'ref': {'name': 'taxonomy_changes'}}}) }}
with

cube as (

    select
        cube.*,
        -- what the year after is compared with
        next_years.report_year is not null
        and (
            next_years.is_full_year
            or month(cube.received_month) < month(next_years.period_end_date)
            or (month(cube.received_month) = month(next_years.period_end_date) and cube.is_by_cutoff_day)
        ) as is_compared

    from {{ ref('agg_complaints_monthly') }} as cube
    left join {{ ref('dim_feed_year') }} as next_years
        on
            cube.source_system = next_years.source_system
            and cube.report_year = next_years.prior_report_year

),

counts as (

    {% for level, code in {
        'company': "'company'", 'line': 'line_code', 'category': 'category_code', 'subcategory': 'subcategory_code', 'channel': 'channel_code'
    }.items() %}
    select
        source_system,
        report_year,
        '{{ level }}' as scope_level,
        {{ code }} as scope_code,
        sum(complaints) as complaints,
        coalesce(sum(complaints) filter (is_compared), 0) as complaints_compared

    from cube
    group by source_system, report_year, scope_code
    {{ "union all" if not loop.last }}
    {% endfor %}

),

feeds as (

    select * from counts
    where scope_level = 'company'

),

told as (

    select
        changes.source_system,
        changes.report_year,
        changes.scope_level,
        changes.scope_code,
        changes.change,
        changes.complaints,
        changes.complaints_prior_year,
        changes.feed_complaints,
        changes.share,
        coalesce(counts.complaints, 0) as counted,
        coalesce(prior_counts.complaints_compared, 0) as counted_prior_year,
        case when changes.change = 'vanished' then prior_feeds.complaints_compared else feeds.complaints end as counted_in_feed,
        case when changes.change = 'vanished' then counted_prior_year else counted end / nullif(counted_in_feed, 0) as share_counted,
        -- a channel in years that name none, or a break of a code that the taxonomy does not have
        changes.change = 'declared_break'
        and (
            changes.scope_level = 'channel'
            or not exists (
                select 1 from {{ ref('int_feed_year_scopes') }} as scopes
                where {{ same(['source_system', 'report_year', 'scope_level', 'scope_code'], 'scopes', 'changes') }}
            )
        ) as may_be_uncounted

    from {{ ref('taxonomy_changes') }} as changes
    inner join {{ ref('dim_feed_year') }} as feed_years
        on {{ same(['source_system', 'report_year'], 'changes', 'feed_years') }}
    left join counts
        on {{ same(['source_system', 'report_year', 'scope_level', 'scope_code'], 'changes', 'counts') }}
    left join counts as prior_counts
        on
            {{ same(['source_system', 'scope_level', 'scope_code'], 'changes', 'prior_counts') }}
            and feed_years.prior_report_year = prior_counts.report_year
    left join feeds
        on {{ same(['source_system', 'report_year'], 'changes', 'feeds') }}
    left join feeds as prior_feeds
        on
            changes.source_system = prior_feeds.source_system
            and feed_years.prior_report_year = prior_feeds.report_year

)

select * from told
where
    case
        when feed_complaints is null and may_be_uncounted then share is not null
        else
            (
                complaints = counted
                and complaints_prior_year = counted_prior_year
                and feed_complaints = counted_in_feed
            ) is not true
            or (share is null) <> (share_counted is null)
            or {{ is_close('share', 'share_counted') }} is false
    end
