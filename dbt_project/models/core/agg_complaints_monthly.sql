-- depends_on: {{ ref('int_months_changed') }}
with

complaints as (

    select * from {{ ref('fct_complaints') }}
    where
        is_void is not true
        {%- if is_incremental() %}
        and received_month in (select received_month from {{ ref('int_months_changed') }})
        {%- endif %}

),

next_years as (

    select * from {{ ref('dim_feed_year') }}
    where not is_full_year

),

placed_in_period as (

    select
        complaints.*,
        coalesce(
            month(complaints.received_date) <> month(next_years.period_end_date)
            or day(complaints.received_date) <= day(next_years.period_end_date),
            true
        ) as is_by_cutoff_day

    from complaints
    left join next_years
        on
            complaints.source_system = next_years.source_system
            and complaints.report_year = next_years.prior_report_year

),

monthly as (

    select
        source_system,
        report_year,
        received_month,
        branch_code,
        line_code,
        category_code,
        subcategory_code,
        channel_group,
        channel_code,
        cause_group_code,
        cause_code,
        grievance_code,
        controllability,
        is_by_cutoff_day,
        count(*) as complaints

    from placed_in_period
    group by
        source_system,
        report_year,
        received_month,
        branch_code,
        line_code,
        category_code,
        subcategory_code,
        channel_group,
        channel_code,
        cause_group_code,
        cause_code,
        grievance_code,
        controllability,
        is_by_cutoff_day

)

select * from monthly
