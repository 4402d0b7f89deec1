with

complaints as (

    select * from {{ ref('int_complaints_conformed') }}
    where quarantine_reasons is null

),

occurrences as (

    select load_id, row_version, complaint_key, source_system, 'branch' as domain, unmapped_branch as value from complaints
    union all
    select load_id, row_version, complaint_key, source_system, 'category', unmapped_category from complaints
    union all
    select load_id, row_version, complaint_key, source_system, 'channel', unmapped_channel from complaints
    union all
    select load_id, row_version, complaint_key, source_system, 'cause', unmapped_cause from complaints
    union all
    select load_id, row_version, complaint_key, source_system, 'grievance', unmapped_grievance from complaints
    union all
    select load_id, row_version, complaint_key, source_system, 'status', unmapped_status from complaints
    union all
    select load_id, row_version, complaint_key, source_system, 'is_complex', unmapped_complex from complaints
    union all
    select load_id, row_version, complaint_key, source_system, 'is_extended', unmapped_extended from complaints

),

unmapped as (

    select * from occurrences
    where value is not null

)

select * from unmapped
