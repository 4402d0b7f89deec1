with

complaints as (

    select * from {{ ref('int_complaints_conformed') }}
    where quarantine_reasons is null

),

occurrences as (

    select
        load_id,
        row_version,
        complaint_key,
        source_system,
        unnest(unmapped_values) as occurrence

    from complaints

),

unmapped as (

    select
        load_id,
        row_version,
        complaint_key,
        source_system,
        occurrence.domain,
        occurrence.value

    from occurrences

)

select * from unmapped
