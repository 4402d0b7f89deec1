-- Guards against a row in quarantine that is listed nowhere, under another file, or with other reasons than it was refused for.
{{ config(meta={
    'dagster': {'ref': {'name': 'quarantined_rows'}},
    'remedy': "Remove warehouse.duckdb, which the next run makes anew from the lake; if the same rows fail again, the model of quarantined_rows lists wrongly.",
}) }}
with

registered as (

    select
        loads.feed,
        loads.file_name,
        loads.content_hash,
        registered.row_number,
        registered.quarantine_reasons

    from {{ ref('int_rows_quarantined') }} as registered
    left join {{ ref('int_ledger_current') }} as loads
        on registered.load_id = loads.load_id

)

select
    coalesce(registered.feed, listed.feed) as feed,
    coalesce(registered.file_name, listed.file_name) as file_name,
    coalesce(registered.row_number, listed.row_number) as row_number

from registered
full join {{ ref('quarantined_rows') }} as listed
    on {{ equal_on(['feed', 'file_name', 'content_hash', 'row_number'], 'registered', 'listed') }}
where registered.quarantine_reasons is distinct from listed.reasons
