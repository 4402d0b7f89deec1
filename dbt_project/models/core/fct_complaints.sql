with

complaints as (

    select * from {{ ref('int_complaints_conformed') }}
    where quarantine_reasons is null

),

latest_versions as (

    select
        complaint_key,
        max(row_version) as row_version

    from complaints
    group by complaint_key

),

latest_complaints as (

    select complaints.*

    from complaints
    inner join latest_versions
        on
            complaints.complaint_key = latest_versions.complaint_key
            and complaints.row_version = latest_versions.row_version

),

facts as (

    select
        -- ids
        complaint_key,
        source_system,
        complaint_number,
        case when source_system = 'hq' then linked_complaint_key end as linked_complaint_key,
        customer_token,
        policy_token,
        load_id,
        row_number,
        row_version,

        -- codes
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
        status_code,

        -- booleans
        (status_code = 'closed' or closed_at is not null) as is_closed,
        (cause_code = 'malicious') as is_malicious,
        coalesce(flagged_controllability <> controllability, false) as is_flag_overruled,

        -- dates
        cast(year(received_at) as integer) as report_year,
        cast(date_trunc('month', received_at) as date) as received_month,
        cast(received_at as date) as received_date,
        received_at,
        cast(closed_at as date) as closed_date,
        closed_at,
        cast(cast(closed_at as date) - cast(received_at as date) as integer) as days_to_close

    from latest_complaints

)

select * from facts
