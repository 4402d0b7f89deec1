with

registered as (

    select * from {{ ref('int_rows_registered') }}
    where quarantine_reasons is not null

),

loads as (

    select * from {{ ref('int_ledger_current') }}
    where status = 'loaded'

),

quarantined_rows as (

    select
        loads.content_hash,
        registered.row_number,
        loads.feed,
        loads.file_name,
        registered.quarantine_reasons as reasons

    from registered
    inner join loads
        on registered.load_id = loads.load_id

)

select * from quarantined_rows
