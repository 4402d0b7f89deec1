with

identifiers as not materialized (

    select * from {{ ref('int_customer_identifiers') }}

),

complaints as not materialized (

    select
        source_system,
        row_version

    from {{ ref('fct_complaints') }}
    where is_void is not true

),

-- tokens by which the facts know a customer whose number they do not know
tokens_in_doubt as (

    select distinct coalesce(identifiers.identity_number_token, identifiers.phone_token) as token

    from identifiers
    inner join complaints
        on
            identifiers.source_system = complaints.source_system
            and identifiers.row_version = complaints.row_version
    where identifiers.customer_number_token is null

),

{{ numbers_in_question('identifiers', 'tokens_in_doubt') }},

-- few of all
identifiers_in_question as materialized (

    select * from identifiers
    where
        customer_number_token in (select customer_number_token from numbers_in_question)
        or phone_token in (select token from tokens_in_doubt)

),

-- what a correction has replaced, or what could not be used, tells nothing
current_identifiers as (

    select identifiers_in_question.*

    from identifiers_in_question
    inner join complaints
        on
            identifiers_in_question.source_system = complaints.source_system
            and identifiers_in_question.row_version = complaints.row_version

),

{{ customers_by_identity('current_identifiers') }},

known as (

    select
        numbers.customer_number_token as token,
        identities.customer_token

    from numbers_of_one_identity as numbers
    inner join identities
        on numbers.identity_number_token = identities.identity_number_token
    where numbers.customer_number_token <> identities.customer_token
    union all
    select
        identity_number_token,
        customer_token

    from identities
    where identity_number_token in (select token from tokens_in_doubt)

),

callers as (

    select
        identifiers.phone_token,
        coalesce(known.customer_token, identifiers.customer_number_token, identifiers.identity_number_token) as customer_token

    from current_identifiers as identifiers
    left join known
        on coalesce(identifiers.customer_number_token, identifiers.identity_number_token) = known.token
    where
        identifiers.phone_token in (select token from tokens_in_doubt)
        and coalesce(identifiers.customer_number_token, identifiers.identity_number_token) is not null

),

phones as (

    select
        phone_token as token,
        case when min(customer_token) = max(customer_token) then min(customer_token) end as customer_token

    from callers
    group by phone_token

),

customers_resolved as (

    select * from known
    union all
    select * from phones

)

select * from customers_resolved
