with

quarantined as (

    select * from {{ ref('int_rows_quarantined') }}

),

loads as (

    select * from {{ ref('int_ledger_current') }}
    where status = 'loaded'

),

quarantined_rows as (

    select
        loads.content_hash,
        quarantined.row_number,
        loads.feed,
        loads.file_name,
        quarantined.quarantine_reasons as reasons

    from quarantined
    inner join loads
        on quarantined.load_id = loads.load_id

)

select * from quarantined_rows
