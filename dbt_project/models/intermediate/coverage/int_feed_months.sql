with

days as (

    select
        *,
        cast(date_trunc('month', day) as date) as month_start,
        -- where a month is not covered whole, what best says why
        list_position(
            ['isolated_date', 'implausible_gap', 'declared', 'closed_only', 'before_first_day', 'after_latest_day'], evidence
        ) as reason,
        list_position(['declared', 'nil_return', 'complaints', 'quiet_but_plausible'], evidence) as support

    from {{ ref('int_covered_days') }}

),

months as (

    select
        source_system,
        month_start,
        count(*) as days,
        count(*) filter (coverage = 'covered') as covered_days,
        count(*) filter (coverage = 'partly') as partly_covered_days,
        min(day) filter (coverage <> 'not_covered') as covered_from,
        max(day) filter (coverage <> 'not_covered') as covered_to,
        arg_min(evidence, reason) filter (coverage <> 'covered') as reason,
        arg_min(evidence, support) filter (coverage = 'covered') as support,
        min(note) filter (note is not null) as note,
        sum(complaints) as complaints,
        sum(day_weight) as day_weight,
        sum(complaints) filter (coverage = 'covered') as covered_complaints,
        sum(day_weight) filter (coverage = 'covered') as covered_day_weight,
        max(dispersion) as dispersion

    from days
    group by source_system, month_start

),

{{ expected_by_pace('months') }},

latest as (

    select
        source_system,
        max(covered_to) as latest_day

    from months
    group by source_system

),

judged as (

    select
        paced.source_system,
        cast(year(paced.month_start) as integer) as report_year,
        cast(month(paced.month_start) as integer) as month,
        paced.month_start,
        case
            when paced.covered_days = paced.days then 'covered'
            when paced.covered_days + paced.partly_covered_days > 0 then 'partly'
            else 'not_covered'
        end as coverage,
        paced.covered_from,
        paced.covered_to,
        cast(paced.covered_days as integer) as covered_days,
        case when paced.covered_days = paced.days then paced.support else paced.reason end as evidence,
        cast(paced.complaints as bigint) as complaints,
        paced.expected_complaints,
        {{ poisson_lower_tail('paced.complaints / dispersions.dispersion', 'paced.expected_complaints / dispersions.dispersion') }} as p_value,
        paced.note,
        latest.latest_day,
        -- up to which day of the month the feed goes, in its latest one
        case
            when paced.month_start = date_trunc('month', latest.latest_day) and latest.latest_day < date_trunc('year', latest.latest_day) + interval 1 year - interval 1 day
                then cast(day(latest.latest_day) as integer)
        end as cutoff_day,
        coalesce(
            paced.month_start = date_trunc('month', latest.latest_day)
            and paced.covered_days < paced.days
            and paced.covered_days = day(latest.latest_day)
            and paced.reason = 'after_latest_day',
            false
        ) as is_under_way

    from paced
    inner join latest
        on paced.source_system = latest.source_system
    left join dispersions
        on paced.source_system = dispersions.source_system

),

-- a month is held against one that is covered whole: a whole one, or one under way with its same days
feed_months as (

    select
        judged.*,
        judged.coverage = 'covered' or judged.is_under_way as is_covered,
        coalesce((judged.coverage = 'covered' or judged.is_under_way) and prior_years.coverage = 'covered', false) as is_compared_with_year,
        coalesce((judged.coverage = 'covered' or judged.is_under_way) and prior_months.coverage = 'covered', false) as is_compared_with_month

    from judged
    left join judged as prior_years
        on
            judged.source_system = prior_years.source_system
            and judged.month_start = prior_years.month_start + interval 1 year
    left join judged as prior_months
        on
            judged.source_system = prior_months.source_system
            and judged.month_start = prior_months.month_start + interval 1 month

)

select * from feed_months
