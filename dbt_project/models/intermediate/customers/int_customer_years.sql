-- depends_on: {{ ref('int_customers_changed') }}
with

customers as (

    select * from {{ ref('int_customers_resolved') }}

),

complaints as not materialized (

    select
        complaints.source_system,
        complaints.report_year,
        complaints.received_date,
        case when customers.token is null then complaints.customer_token else customers.customer_token end as customer_token

    from {{ ref('fct_complaints') }} as complaints
    left join customers
        on complaints.customer_token = customers.token
    where
        complaints.is_void is not true
        {%- if is_incremental() and goes_on_from_what_passed() %}
        and complaints.customer_token in (select customer_token from {{ ref('int_customers_changed') }})
        {%- endif %}

),

-- most customers complained once in all, and never came again; a few of these are left in, who share 64 bits of hash with others
seen_twice as (

    select hash(source_system, customer_token) as customer_hash

    from complaints
    where customer_token is not null
    group by hash(source_system, customer_token)
    having count(*) > 1

),

with_earlier as (

    select
        source_system,
        report_year,
        customer_token,
        received_date <= lag(received_date) over (
            partition by source_system, customer_token order by received_date
        ) + interval 12 months as is_within_12_months

    from complaints
    where
        customer_token is not null
        and hash(source_system, customer_token) in (select customer_hash from seen_twice)

),

customer_years as (

    select
        source_system,
        report_year,
        customer_token,
        count(*) as complaints,
        coalesce(bool_or(is_within_12_months), false) as is_again_within_12_months

    from with_earlier
    group by source_system, report_year, customer_token
    having complaints > 1 or is_again_within_12_months

)

select * from customer_years
{%- if is_incremental() and goes_on_from_what_passed() %}
where customer_token in (select customer_token from {{ ref('int_customers_changed') }})
{%- endif %}
