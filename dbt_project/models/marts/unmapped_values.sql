with

occurrences as (

    select * from {{ ref('int_unmapped_occurrences') }}

),

complaints as (

    select * from {{ ref('fct_complaints') }}
    where is_void is not true

),

unmapped_values as (

    select
        occurrences.source_system,
        complaints.report_year,
        occurrences.domain,
        occurrences.value,
        count(*) as complaints

    from occurrences
    inner join complaints
        on
            occurrences.complaint_key = complaints.complaint_key
            and occurrences.row_version = complaints.row_version
    group by occurrences.source_system, complaints.report_year, occurrences.domain, occurrences.value

)

select * from unmapped_values
