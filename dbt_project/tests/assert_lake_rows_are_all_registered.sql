-- Guards against a build that passes over a landed file: the register holds as many rows of each load as the ledger says were read.
{{ config(meta={'dagster': {'ref': {'name': 'int_rows_registered'}}}) }}
with

registered as (

    select
        load_id,
        count(*) as rows_registered

    from {{ ref('int_rows_registered') }}
    group by load_id

)

select
    ledger.load_id,
    ledger.rows_read,
    registered.rows_registered

from {{ ref('int_ledger_current') }} as ledger
full join registered
    on ledger.load_id = registered.load_id
where
    ledger.status = 'loaded'
    and coalesce(ledger.rows_read, -1) <> coalesce(registered.rows_registered, 0)
