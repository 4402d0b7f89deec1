{#- The CTEs `numbers_of_one_identity` and `identities`: customer numbers that name one person, and the first of each person. -#}
{% macro customers_by_identity(current_identifiers) -%}
-- a number that came with several identities joins none of them
numbers_of_one_identity as (

    select
        customer_number_token,
        min(identity_number_token) as identity_number_token

    from {{ current_identifiers }}
    where
        customer_number_token is not null
        and identity_number_token is not null
    group by customer_number_token
    having min(identity_number_token) = max(identity_number_token)

),

identities as (

    select
        identity_number_token,
        min(customer_number_token) as customer_token

    from numbers_of_one_identity
    group by identity_number_token

)
{%- endmacro %}
