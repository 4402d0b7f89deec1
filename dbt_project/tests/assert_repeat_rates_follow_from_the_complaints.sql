-- Guards against rates of customers who come again that the complaints do not bear out, and against a year that is missing.
{{ config(meta={
    'dagster': {'ref': {'name': 'repeat_rates'}},
    'remedy': "Remove warehouse.duckdb, which the next run makes anew from the lake; if the same years fail again, the model of repeat_rates counts wrongly.",
}) }}
with

complaints as (

    select
        facts.source_system,
        facts.report_year,
        facts.received_date,
        facts.complaint_key,
        if(resolved.token is null, facts.customer_token, resolved.customer_token) as customer

    from {{ ref('fct_complaints') }} as facts
    left join {{ ref('int_customers_resolved') }} as resolved
        on facts.customer_token = resolved.token
    where facts.is_void is not true

),

again as (

    select distinct
        later.source_system,
        later.report_year,
        later.customer

    from complaints as later
    inner join complaints as earlier
        on
            later.source_system = earlier.source_system
            and later.customer = earlier.customer
            and later.complaint_key <> earlier.complaint_key
            and earlier.received_date between later.received_date - interval 12 months and later.received_date

),

customers as (

    select
        complaints.source_system,
        complaints.report_year,
        complaints.customer,
        count(*) as complaints,
        bool_or(again.customer is not null) as came_again

    from complaints
    left join again
        on {{ equal_on(['source_system', 'report_year', 'customer'], 'complaints', 'again') }}
    group by complaints.source_system, complaints.report_year, complaints.customer

),

counted as (

    select
        source_system,
        report_year,
        sum(complaints) as complaints,
        coalesce(sum(complaints) filter (customer is not null), 0) as complaints_with_customer,
        count(customer) as customers,
        count(customer) filter (complaints > 1) as repeat_customers,
        count(customer) filter (came_again) as repeat_customers_12_months

    from customers
    group by source_system, report_year

)

select
    counted.*,
    rates.*

from {{ ref('dim_feed_year') }} as years
left join {{ ref('dim_feed_year') }} as prior_years
    on
        years.source_system = prior_years.source_system
        and years.report_year - 1 = prior_years.report_year
left join counted
    on {{ equal_on(['source_system', 'report_year'], 'years', 'counted') }}
left join {{ ref('repeat_rates') }} as rates
    on {{ equal_on(['source_system', 'report_year'], 'years', 'rates') }}
where
    rates.period_end_date is distinct from years.period_end_date
    or rates.is_full_year is distinct from years.is_full_year
    {%- for count in ['complaints', 'complaints_with_customer', 'customers', 'repeat_customers'] %}
    or rates.{{ count }} is distinct from coalesce(counted.{{ count }}, 0)
    {%- endfor %}
    or rates.repeat_customers_12_months is distinct from if(
        coalesce(prior_years.is_full_year, false), coalesce(counted.repeat_customers_12_months, 0), null
    )
    {%- for rate, parts in {
        'repeat_customer_rate': ['repeat_customers', 'customers'],
        'repeat_complaint_rate': ['repeat_complaints', 'complaints_with_customer'],
        'repeat_customer_rate_12_months': ['repeat_customers_12_months', 'customers'],
    }.items() %}
    or (rates.{{ rate }} is null) <> (rates.{{ parts[0] }} is null or rates.{{ parts[1] }} = 0)
    or {{ is_close('rates.' ~ rate, 'rates.' ~ parts[0] ~ ' / rates.' ~ parts[1]) }} is false
    {%- endfor %}
