with

complaints as (

    select * from {{ ref('int_complaints_unioned') }}

),

identifiers as (

    select
        load_id,
        source_system,
        row_version,
        customer_number_token,
        identity_number_token,
        phone_token

    from complaints
    -- one identifier alone tells nothing of another
    where
        (customer_number_token is not null and coalesce(identity_number_token, phone_token) is not null)
        or (identity_number_token is not null and phone_token is not null)

)

select * from identifiers
