{#-
    The CTEs that end in `again_within_12_months` and `within_year`: by feed and year, customers who came again within 12 months, or in
    the year.
-#}
{% macro customers_who_came_again(complaints, by_customer_and_year) -%}
-- who complained once in all has no earlier complaint; to leave these out first is the faster way
complained_again as (

    select
        source_system,
        customer_token

    from {{ by_customer_and_year }}
    group by source_system, customer_token
    having sum(complaints) > 1

),

with_earlier as (

    select
        complaints.source_system,
        complaints.report_year,
        complaints.customer_token,
        complaints.received_date <= lag(complaints.received_date) over (
            partition by complaints.source_system, complaints.customer_token order by complaints.received_date
        ) + interval 12 months as is_within_12_months

    from {{ complaints }} as complaints
    inner join complained_again
        on
            complaints.source_system = complained_again.source_system
            and complaints.customer_token = complained_again.customer_token

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
        count(*) as customers,
        count(*) filter (complaints > 1) as repeat_customers,
        cast(sum(complaints - 1) as bigint) as repeat_complaints

    from {{ by_customer_and_year }}
    group by source_system, report_year

)
{%- endmacro %}
