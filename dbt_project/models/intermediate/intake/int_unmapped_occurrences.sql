with

complaints as (

    select * from {{ ref('int_complaints_conformed') }}
    where quarantine_reasons is null

),

unmapped as (

    select
        load_id,
        row_version,
        complaint_key,
        source_system,
        unnest(unmapped_values, recursive := true)

    from complaints

)

select * from unmapped
