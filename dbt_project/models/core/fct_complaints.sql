-- depends_on: {{ ref('int_complaints_changed') }}
with

complaints as not materialized (

    select * from {{ ref('int_complaints_conformed') }}
    where quarantine_reasons is null

),

-- few complaints have several versions: 64 bits of the key tell which may have, and the whole key says so of these
keys_seen_twice as (

    select hash(complaint_key) as key_hash

    from complaints
    group by hash(complaint_key)
    having count(*) > 1

),

latest_of_several as (

    select
        complaint_key,
        max(row_version) as row_version

    from complaints
    where hash(complaint_key) in (select key_hash from keys_seen_twice)
    group by complaint_key

),

latest_versions as (

    select complaints.*

    from complaints
    left join latest_of_several
        on complaints.complaint_key = latest_of_several.complaint_key
    where
        latest_of_several.row_version is null
        or complaints.row_version = latest_of_several.row_version

),

{% if is_incremental() -%}
-- a version that arrives late is older than the one that stands; one whose closing date was in doubt is judged again
newer_complaints as (

    select latest_versions.*

    from latest_versions
    left join {{ this }} as facts
        on latest_versions.complaint_key = facts.complaint_key
    where
        facts.row_version is null
        or facts.row_version < latest_versions.row_version
        or (facts.row_version = latest_versions.row_version and facts.closing_date_problem is not null)

),
{%- else -%}
newer_complaints as (

    select * from latest_versions

),
{%- endif %}

facts as (

    select
        -- ids
        newer_complaints.complaint_key,
        newer_complaints.source_system,
        newer_complaints.complaint_number,
        case when newer_complaints.source_system = 'hq' then newer_complaints.linked_complaint_key end as linked_complaint_key,
        newer_complaints.customer_token,
        newer_complaints.policy_token,
        newer_complaints.load_id,
        newer_complaints.row_number,
        newer_complaints.row_version,

        -- codes
        newer_complaints.branch_code,
        newer_complaints.line_code,
        newer_complaints.category_code,
        newer_complaints.subcategory_code,
        newer_complaints.channel_group,
        newer_complaints.channel_code,
        newer_complaints.cause_group_code,
        newer_complaints.cause_code,
        newer_complaints.grievance_code,
        newer_complaints.controllability,
        newer_complaints.status_code,

        -- booleans
        (newer_complaints.status_code = 'void') as is_void,
        (newer_complaints.status_code = 'closed' or newer_complaints.closed_at is not null) as is_closed,
        (newer_complaints.cause_code = 'malicious') as is_malicious,
        newer_complaints.is_complex,
        newer_complaints.is_extended,
        coalesce(newer_complaints.flagged_controllability <> newer_complaints.controllability, false) as is_flag_overruled,

        -- dates
        cast(year(newer_complaints.received_at) as integer) as report_year,
        cast(date_trunc('month', newer_complaints.received_at) as date) as received_month,
        cast(newer_complaints.received_at as date) as received_date,
        newer_complaints.received_at,
        cast(newer_complaints.closed_at as date) as closed_date,
        newer_complaints.closed_at,
        cast(
            cast(newer_complaints.closed_at as date) - cast(newer_complaints.received_at as date) as integer
        ) as days_to_close,
        newer_complaints.closing_date_problem

    from newer_complaints
)

select * from facts
