with

complaints as (

    select * from {{ ref('int_complaints_conformed') }}
    where
        quarantine_reasons is null
        and coalesce(what_happened, analysis, lesson) is not null

),

accounts as (

    select
        load_id,
        row_version,
        complaint_key,
        what_happened,
        analysis,
        lesson

    from complaints

)

select * from accounts
