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
    -- a customer number alone tells nothing of another identifier, and asks for none
    where coalesce(identity_number_token, phone_token) is not null

)

select * from identifiers
