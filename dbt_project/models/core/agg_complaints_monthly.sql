-- depends_on: {{ ref('int_affected_months') }}
with

complaints as (

    select * from {{ ref('fct_complaints') }}
    where
        is_void is not true
        {%- if is_incremental() %}
        and received_month in (select received_month from {{ ref('int_affected_months') }})
        {%- endif %}

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
        count(*) as complaints

    from complaints
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
        controllability

)

select * from monthly
