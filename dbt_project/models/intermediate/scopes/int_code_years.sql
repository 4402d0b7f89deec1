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

{{ channel_years('feed_years', 'channels') }},

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
