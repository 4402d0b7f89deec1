-- Guards against rates of customers who come again that the complaints do not bear out, and against a year that is missing. Customers of whom
-- nothing changed since all were found counted right are not counted anew, and add to their years what was found.
{{ config(meta={
    'dagster': {'ref': {'name': 'repeat_rates'}},
    'remedy': "Remove warehouse.duckdb, which the next run makes anew from the lake; if the same years fail again, the model of repeat_rates counts wrongly.",
}) }}
with

complaints as not materialized (

    select
        facts.source_system,
        facts.report_year,
        facts.received_date,
        facts.complaint_key,
        facts.customer_token,
        if(resolved.token is null, facts.customer_token, resolved.customer_token) as customer

    from {{ ref('fct_complaints') }} as facts
    left join {{ ref('int_customers_resolved') }} as resolved
        on facts.customer_token = resolved.token
    where facts.is_void is not true

),

named as not materialized (

    select
        source_system,
        report_year,
        received_date,
        complaint_key,
        customer,
        hash(customer) as customer_hash

    from complaints
    where
        customer is not null
        and {{ is_of_a_changed_customer('customer_token') }}

),

-- who complained once in both feeds together never came again; 64 bits of hash tell of whom there may be more
of_changed as materialized (

    select * from named
    where
        customer_hash in (
            select customer_hash from named
            group by customer_hash
            having count(*) > 1
        )

),

again as (

    select distinct
        later.source_system,
        later.report_year,
        later.customer

    from of_changed as later
    inner join of_changed as earlier
        on
            later.source_system = earlier.source_system
            and later.customer = earlier.customer
            and later.complaint_key <> earlier.complaint_key
            and earlier.received_date between later.received_date - interval 12 months and later.received_date

),

customers as (

    select
        of_changed.source_system,
        of_changed.report_year,
        of_changed.customer,
        count(*) as complaints,
        bool_or(again.customer is not null) as came_again

    from of_changed
    left join again
        on {{ equal_on(['source_system', 'report_year', 'customer'], 'of_changed', 'again') }}
    group by of_changed.source_system, of_changed.report_year, of_changed.customer
    having complaints > 1 or came_again

),

kept as (

    select * from {{ ref('int_customer_years') }}
    where {{ is_of_a_changed_customer('customer_token') }}

),

kept_otherwise as (

    select
        coalesce(customers.source_system, kept.source_system) as source_system,
        coalesce(customers.report_year, kept.report_year) as report_year,
        count(*) as customers

    from customers
    full join kept
        on
            {{ equal_on(['source_system', 'report_year'], 'customers', 'kept') }}
            and customers.customer = kept.customer_token
    where
        customers.complaints is distinct from kept.complaints
        or customers.came_again is distinct from kept.is_again_within_12_months
    group by coalesce(customers.source_system, kept.source_system), coalesce(customers.report_year, kept.report_year)

),

counted_again as (

    select
        source_system,
        report_year,
        sum(complaints - 1) as repeat_complaints,
        count(*) filter (complaints > 1) as repeat_customers,
        count(*) filter (is_again_within_12_months) as repeat_customers_12_months

    from {{ ref('int_customer_years') }}
    group by source_system, report_year

),

counted as (

    select
        complaints.source_system,
        complaints.report_year,
        count(*) as complaints,
        count(complaints.customer) as complaints_with_customer,
        -- each customer's complaints but the first come again
        count(complaints.customer) - coalesce(any_value(again.repeat_complaints), 0) as customers,
        coalesce(any_value(again.repeat_customers), 0) as repeat_customers,
        coalesce(any_value(again.repeat_customers_12_months), 0) as repeat_customers_12_months

    from complaints
    left join counted_again as again
        on {{ equal_on(['source_system', 'report_year'], 'complaints', 'again') }}
    group by complaints.source_system, complaints.report_year

)

select
    counted.*,
    rates.*,
    kept_otherwise.customers as customers_counted_otherwise

from {{ ref('dim_feed_year') }} as years
left join {{ ref('dim_feed_year') }} as prior_years
    on
        years.source_system = prior_years.source_system
        and years.report_year - 1 = prior_years.report_year
left join counted
    on {{ equal_on(['source_system', 'report_year'], 'years', 'counted') }}
left join {{ ref('repeat_rates') }} as rates
    on {{ equal_on(['source_system', 'report_year'], 'years', 'rates') }}
left join kept_otherwise
    on {{ equal_on(['source_system', 'report_year'], 'years', 'kept_otherwise') }}
where
    kept_otherwise.customers > 0
    or rates.period_end_date is distinct from years.period_end_date
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
