{%- set scope = 'source_system, report_year, scope_level, scope_code' -%}
{%- set until_the_day = 'partition by ' ~ scope ~ ' order by days' -%}
with

-- a complaint that is open was followed to the latest day of its feed; one that is closed without a date tells nothing of its time
followed as (

    select
        complaints.source_system,
        complaints.report_year,
        complaints.line_code,
        complaints.closed_date is not null as is_dated,
        coalesce(complaints.days_to_close, greatest(latest_days.as_of_date - complaints.received_date, 0)) as days,
        count(*) as complaints

    from {{ ref('fct_complaints') }} as complaints
    inner join {{ ref('int_feed_latest_days') }} as latest_days
        on complaints.source_system = latest_days.source_system
    where
        complaints.is_void is not true
        and (complaints.closed_date is not null or not complaints.is_closed)
    group by all

),

by_scope as (

    select 'company' as scope_level, 'company' as scope_code, * from followed
    union all
    select 'line' as scope_level, line_code as scope_code, * from followed

),

by_day as (

    select
        {{ scope }},
        days,
        cast(coalesce(sum(complaints) filter (is_dated), 0) as bigint) as closed,
        cast(coalesce(sum(complaints) filter (not is_dated), 0) as bigint) as left_open

    from by_scope
    group by {{ scope }}, days

),

with_thresholds as (

    select *, false as is_threshold from by_day
    union all
    select
        scopes.*,
        thresholds.days,
        0 as closed,
        0 as left_open,
        true as is_threshold

    from (select distinct {{ scope }} from by_day) as scopes
    cross join (values (15), (30), (60)) as thresholds (days)

),

{{ survival_by_day('with_thresholds', scope, until_the_day) }},

-- limits on the scale log(-log S), which stay between 0 and 1 (Kalbfleisch and Prentice 1980); where all or none are closed there is no
-- such scale, and the limit is exact for as many as were followed (Clopper and Pearson 1934)
closure_curves as (

    select
        {{ scope }},
        days,
        is_threshold,
        closed,
        1 - open_share as closed_share,
        case
            when closed_so_far = 0 then 0
            when open_share = 0 then power(0.025, 1.0 / closed_so_far)
            else 1 - power(open_share, exp(-{{ z_95() }} * sqrt(variance) / -ln(open_share)))
        end as closed_share_low,
        case
            when closed_so_far = 0 then 1 - power(0.025, 1 / still_followed)
            when open_share = 0 then 1
            else 1 - power(open_share, exp({{ z_95() }} * sqrt(variance) / -ln(open_share)))
        end as closed_share_high

    from survival
    -- once nobody is followed any longer, nothing is known, unless all are closed
    where still_followed > 0 or open_share = 0

)

select * from closure_curves
