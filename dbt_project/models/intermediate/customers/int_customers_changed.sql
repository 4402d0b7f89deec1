with

changed as (

    select * from {{ ref('int_complaints_changed') }}

),

complaints as not materialized (

    select
        complaint_key,
        customer_token,
        linked_complaint_key

    from {{ ref('fct_complaints') }}

),

customers as (

    select
        token,
        customer_token

    from {{ ref('int_customers_resolved') }}

),

customers_before as (

    {% if goes_on_from_what_passed() -%}
    select
        token,
        customer_token

    from {{ table_of_build('customers_passed') }}
    {%- else -%}
    select * from customers
    {%- endif %}

),

-- a complaint, and the one that it refers to or did, are counted together
spoken_of as (

    select complaint_key from changed
    union
    select linked_complaint_key from changed
    where linked_complaint_key is not null
    union
    select complaints.linked_complaint_key
    from complaints
    inner join changed
        on complaints.complaint_key = changed.complaint_key
    where complaints.linked_complaint_key is not null

),

tokens as (

    select customer_token as token from changed
    union
    select customer_token from complaints
    where complaint_key in (select complaint_key from spoken_of)
    union
    select customer_token from complaints
    where linked_complaint_key in (select complaint_key from spoken_of)

),

customers_joined_otherwise as (

    (select * from customers except select * from customers_before)
    union all
    (select * from customers_before except select * from customers)

),

customers_concerned as (

    select token as customer_token from tokens
    union
    select customer_token from customers
    where token in (select token from tokens)
    union
    select customer_token from customers_before
    where token in (select token from tokens)
    union
    select token from customers_joined_otherwise
    union
    select customer_token from customers_joined_otherwise

),

-- with every token that stands for one of them, so that the fact can be asked by its own
customers_changed as (

    select customer_token from customers_concerned
    where customer_token is not null
    union
    select token from customers
    where customer_token in (select customer_token from customers_concerned)

)

select * from customers_changed
