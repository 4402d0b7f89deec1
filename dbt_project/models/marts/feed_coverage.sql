with

feed_months as (

    select * from {{ ref('int_feed_months') }}

),

feed_coverage as (

    select
        source_system,
        report_year,
        month,
        month_start,
        coverage,
        covered_from,
        covered_to,
        covered_days,
        evidence,
        complaints,
        expected_complaints,
        p_value,
        case evidence
            when 'declared' then coalesce(note, 'Declared.')
            when 'nil_return' then note
            when 'quiet_but_plausible' then 'No complaint, which chance explains.'
            when 'implausible_gap' then 'Days without a complaint that the pace of the feed makes implausible: they are missing.'
            when 'isolated_date' then 'Single dates far from all others: they are mistyped, or the feed is missing around them.'
            when 'closed_only' then 'The feed holds closed complaints alone; some of this month are still to be closed.'
            when 'before_first_day' then 'The feed begins ' || coalesce('on ' || covered_from, 'later') || '.'
            when 'after_latest_day' then 'The feed ends ' || coalesce('on ' || covered_to, 'earlier') || '.'
        end as note

    from feed_months

)

select * from feed_coverage
