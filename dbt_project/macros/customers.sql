{#-
    The CTEs that end in `again_within_12_months` and `within_year`: by feed and year, customers who came again within 12 months, and those
    who came again in the year.
-#}
{% macro customers_who_came_again(complaints) -%}
-- most customers complained once in all, and never came again; a few of these are left in, who share 64 bits of hash with others
seen_twice as (

    select hash(source_system, customer_token) as customer_hash

    from {{ complaints }} as complaints
    where customer_token is not null
    group by hash(source_system, customer_token)
    having count(*) > 1

),

of_customers_seen_twice as (

    select * from {{ complaints }} as complaints
    where
        customer_token is not null
        and hash(source_system, customer_token) in (select customer_hash from seen_twice)

),

by_customer_and_year as (

    select
        source_system,
        report_year,
        customer_token,
        count(*) as complaints

    from of_customers_seen_twice
    group by source_system, report_year, customer_token

),

with_earlier as (

    select
        source_system,
        report_year,
        customer_token,
        received_date <= lag(received_date) over (
            partition by source_system, customer_token order by received_date
        ) + interval 12 months as is_within_12_months

    from of_customers_seen_twice

),

again_within_12_months as (

    select
        source_system,
        report_year,
        count(distinct customer_token) as repeat_customers_12_months

    from with_earlier
    where is_within_12_months
    group by source_system, report_year

),

within_year as (

    select
        source_system,
        report_year,
        count(*) filter (complaints > 1) as repeat_customers,
        cast(sum(complaints - 1) as bigint) as repeat_complaints

    from by_customer_and_year
    group by source_system, report_year

)
{%- endmacro %}
