with

-- what a month under way is held against
cut_months as (

    select
        source_system,
        'year' as held_against,
        cast(month_start - interval 1 year as date) as received_month,
        cutoff_day

    from {{ ref('int_feed_months') }}
    where cutoff_day is not null and is_compared_with_year

    union all

    select
        source_system,
        'month' as held_against,
        cast(month_start - interval 1 month as date) as received_month,
        cutoff_day

    from {{ ref('int_feed_months') }}
    where is_under_way and is_compared_with_month

),

complaints_to_cutoff as (

    select
        cut_months.held_against,
        complaints.source_system,
        complaints.report_year,
        complaints.received_month,
        complaints.branch_code,
        complaints.line_code,
        complaints.category_code,
        complaints.subcategory_code,
        complaints.channel_group,
        complaints.channel_code,
        complaints.cause_group_code,
        complaints.cause_code,
        complaints.grievance_code,
        complaints.controllability,
        count(*) as complaints

    from {{ ref('fct_complaints') }} as complaints
    inner join cut_months
        on {{ equal_on(['source_system', 'received_month'], 'complaints', 'cut_months') }}
    where
        complaints.is_void is not true
        and day(complaints.received_date) <= cut_months.cutoff_day
    group by all

)

select * from complaints_to_cutoff
