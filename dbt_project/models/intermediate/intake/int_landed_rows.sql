with

complaints as (

    select
        load_id,
        row_number,
        row_version,
        complaint_key as record_key,
        cast(date_trunc('month', received_at) as date) as received_month,
        quarantine_reasons

    from {{ ref('int_complaints_conformed') }}

),

survey_answers as (

    select
        load_id,
        row_number,
        row_version,
        answer_key as record_key,
        cast(null as date) as received_month,
        quarantine_reasons

    from {{ ref('int_survey_answers_conformed') }}

),

branch_exposure as (

    select
        load_id,
        row_number,
        row_version,
        exposure_key as record_key,
        cast(null as date) as received_month,
        quarantine_reasons

    from {{ ref('int_branch_exposure_conformed') }}

),

unioned as (

    select * from complaints
    union all
    select * from survey_answers
    union all
    select * from branch_exposure

)

select * from unioned
