with

accounts as (

    select * from {{ ref('int_case_narratives') }}

),

complaints as (

    select * from {{ ref('fct_complaints') }}
    where is_void is not true

),

typical_cases as (

    select
        complaints.source_system,
        complaints.complaint_key,
        complaints.report_year,
        complaints.category_code,
        complaints.controllability,
        accounts.what_happened,
        accounts.analysis,
        accounts.lesson

    from accounts
    inner join complaints
        on
            accounts.complaint_key = complaints.complaint_key
            and accounts.row_version = complaints.row_version

)

select * from typical_cases
