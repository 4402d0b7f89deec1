-- Guards against a row that leaves the warehouse without a trace: each usable row's record stands in its fact, in that version or a later one.
{{ config(meta={'dagster': {'ref': {'name': 'int_landed_rows'}}}) }}
with

records as (

    select complaint_key as record_key, row_version from {{ ref('fct_complaints') }}
    union all
    select answer_key, row_version from {{ ref('fct_satisfaction_answers') }}
    union all
    select exposure_key, row_version from {{ ref('fct_branch_exposure') }}

)

select
    registered.load_id,
    registered.row_number

from {{ ref('int_landed_rows') }} as registered
left join records
    on registered.record_key = records.record_key
where
    registered.quarantine_reasons is null
    and (records.record_key is null or records.row_version < registered.row_version)
