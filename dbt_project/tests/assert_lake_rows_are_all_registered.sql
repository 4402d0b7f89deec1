-- Guards against a build that passes over a landed file, or keeps one that the ledger does not have: the register holds as many rows of
-- each load as the ledger says were read.
{{ config(meta={'dagster': {'ref': {'name': 'int_landed_rows'}}}) }}
with

loaded as (

    select
        load_id,
        rows_read

    from {{ ref('int_ledger_current') }}
    where status = 'loaded'

),

registered as (

    select
        load_id,
        count(*) as rows_registered

    from {{ ref('int_landed_rows') }}
    group by load_id

)

select
    coalesce(loaded.load_id, registered.load_id) as load_id,
    loaded.rows_read,
    registered.rows_registered

from loaded
full join registered
    on loaded.load_id = registered.load_id
where coalesce(loaded.rows_read, -1) <> coalesce(registered.rows_registered, 0)
