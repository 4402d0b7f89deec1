-- Guards against a change of the taxonomy that is told with another code's, year's or feed's complaints than those of the cube.
{{ config(meta={'dagster': {'ref': {'name': 'taxonomy_changes'}}}) }}
with

months as (

    select * from {{ ref('int_feed_months') }}

),

-- a month that is compared, once for its own year, and once for the year after: of a month under way, the same days
cube as (

    select cube.*, cube.report_year as compared_in from {{ ref('agg_complaints_monthly') }} as cube
    inner join months
        on cube.source_system = months.source_system and cube.received_month = months.month_start
    where months.is_compared_with_year
    union all
    select cube.*, cube.report_year + 1 as compared_in from {{ ref('agg_complaints_monthly') }} as cube
    inner join months
        on cube.source_system = months.source_system and cube.received_month = months.month_start - interval 1 year
    where months.is_compared_with_year and months.cutoff_day is null
    union all
    select * exclude (held_against), report_year + 1 as compared_in from {{ ref('int_complaints_to_cutoff') }}
    where held_against = 'year'

),

counts as (

    {% for level, code in {
        'company': "'company'", 'line': 'line_code', 'category': 'category_code', 'subcategory': 'subcategory_code', 'channel': 'channel_code'
    }.items() %}
    select
        source_system,
        compared_in,
        '{{ level }}' as scope_level,
        {{ code }} as scope_code,
        coalesce(sum(complaints) filter (report_year = compared_in), 0) as complaints,
        coalesce(sum(complaints) filter (report_year < compared_in), 0) as complaints_prior_year

    from cube
    group by source_system, compared_in, scope_code
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
        coalesce(counts.complaints_prior_year, 0) as counted_prior_year,
        case when changes.change = 'vanished' then feeds.complaints_prior_year else feeds.complaints end as counted_in_feed,
        case when changes.change = 'vanished' then counted_prior_year else counted end / nullif(counted_in_feed, 0) as share_counted,
        -- a channel in years that name none, or a break of a code that the taxonomy does not have
        changes.change = 'declared_break'
        and (
            changes.scope_level = 'channel'
            or not exists (
                select 1 from {{ ref('int_feed_year_scopes') }} as scopes
                where {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code'], 'scopes', 'changes') }}
            )
        ) as may_be_uncounted

    from {{ ref('taxonomy_changes') }} as changes
    left join counts
        on
            {{ equal_on(['source_system', 'scope_level', 'scope_code'], 'changes', 'counts') }}
            and changes.report_year = counts.compared_in
    left join feeds
        on
            changes.source_system = feeds.source_system
            and changes.report_year = feeds.compared_in

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
