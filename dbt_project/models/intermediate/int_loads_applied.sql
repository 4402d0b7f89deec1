-- A load is applied once all that is built from its rows has been built; a run that dies earlier takes it in again.
-- depends_on: {{ ref('int_rows_registered') }}
-- depends_on: {{ ref('int_case_accounts') }}
-- depends_on: {{ ref('int_unmapped_occurrences') }}
-- depends_on: {{ ref('fct_complaints') }}
-- depends_on: {{ ref('fct_satisfaction_answers') }}
-- depends_on: {{ ref('fct_branch_exposure') }}
-- depends_on: {{ ref('agg_complaints_monthly') }}
with

loads as (

    select load_id from {{ ref('int_complaints_conformed') }}
    union
    select load_id from {{ ref('int_survey_answers_conformed') }}
    union
    select load_id from {{ ref('int_branch_exposure_conformed') }}

)

select * from loads
