with

ledger as (

    select * from {{ ref('stg_lake__ledger') }}

),

-- a later event of the same file replaces the earlier one: a file once rejected may load after its contract is mended
current_entries as (

    select * from ledger
    qualify row_number() over (
        partition by feed, file_name, content_hash
        order by event desc
    ) = 1

)

select * from current_entries
