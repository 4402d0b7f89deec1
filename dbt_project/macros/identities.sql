{#-
    The CTEs that end in `numbers_in_question`. Few customers can be joined to another: those of an identity that came with several numbers, by 64 bits
    of its hash, and those who may be somebody in doubt. All others are left out before anything is asked.
-#}
{% macro numbers_in_question(identifiers, tokens_in_doubt) -%}
identities_of_several as (

    select hash(identity_number_token) as identity_hash

    from {{ identifiers }}
    where
        customer_number_token is not null
        and identity_number_token is not null
    group by hash(identity_number_token)
    having min(hash(customer_number_token)) <> max(hash(customer_number_token))

),

numbers_in_question as (

    select distinct customer_number_token from {{ identifiers }}
    where
        customer_number_token is not null
        and (
            hash(identity_number_token) in (select identity_hash from identities_of_several)
            or identity_number_token in (select token from {{ tokens_in_doubt }})
            or phone_token in (select token from {{ tokens_in_doubt }})
        )

)
{%- endmacro %}


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
