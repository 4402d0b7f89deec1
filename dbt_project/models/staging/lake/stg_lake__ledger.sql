with

source as (

    select * from {{ located(source('lake', 'ledger')) }}

),

renamed as (

    select
        feed,
        file_name,
        content_hash,
        load_id,
        status,
        error,
        event,
        load_sequence,
        rows_read,
        received_at

    from source

)

select * from renamed
