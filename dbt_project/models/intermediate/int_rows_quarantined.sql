with

registered as (

    select * from {{ ref('int_rows_registered') }}

),

facts as (

    select complaint_key as record_key, load_id from {{ ref('fct_complaints') }}
    union all
    select answer_key, load_id from {{ ref('fct_satisfaction_answers') }}
    union all
    select exposure_key, load_id from {{ ref('fct_branch_exposure') }}

),

quarantined as (

    select registered.*

    from registered
    left join facts
        on registered.record_key = facts.record_key
    where
        registered.quarantine_reasons is not null
        -- load ids of a feed sort by sequence
        and (facts.load_id is null or facts.load_id <= registered.load_id)

)

select * from quarantined
