with

feed_years as (

    select * from {{ ref('dim_feed_year') }}

),

customers as (

    select * from {{ ref('int_customers_resolved') }}

),

complaints as (

    select
        complaints.source_system,
        complaints.report_year,
        case when customers.token is null then complaints.customer_token else customers.customer_token end as customer_token

    from {{ ref('fct_complaints') }} as complaints
    left join customers
        on complaints.customer_token = customers.token
    where complaints.is_void is not true

),

came_again as (

    select
        source_system,
        report_year,
        count(*) filter (complaints > 1) as repeat_customers,
        cast(sum(complaints - 1) as bigint) as repeat_complaints,
        count(*) filter (is_again_within_12_months) as repeat_customers_12_months

    from {{ ref('int_customer_years') }}
    group by source_system, report_year

),

by_year as (

    select
        source_system,
        report_year,
        count(*) as complaints,
        count(customer_token) as complaints_with_customer

    from complaints
    group by source_system, report_year

),

counted as (

    select
        feed_years.source_system,
        feed_years.report_year,
        feed_years.period_end_date,
        feed_years.is_full_year,
        coalesce(by_year.complaints, 0) as complaints,
        coalesce(by_year.complaints_with_customer, 0) as complaints_with_customer,
        -- each complaint is its customer's first of the year or one more
        coalesce(by_year.complaints_with_customer, 0) - coalesce(again.repeat_complaints, 0) as customers,
        coalesce(again.repeat_customers, 0) as repeat_customers,
        coalesce(again.repeat_complaints, 0) as repeat_complaints,
        case
            when prior_years.is_full_year then coalesce(again.repeat_customers_12_months, 0)
        end as repeat_customers_12_months

    from feed_years
    left join feed_years as prior_years
        on
            feed_years.source_system = prior_years.source_system
            and feed_years.report_year - 1 = prior_years.report_year
    left join by_year
        on {{ equal_on(['source_system', 'report_year'], 'feed_years', 'by_year') }}
    left join came_again as again
        on {{ equal_on(['source_system', 'report_year'], 'feed_years', 'again') }}

),

repeat_rates as (

    select
        *,
        {{ safe_divide('repeat_customers', 'customers') }} as repeat_customer_rate,
        {{ share_low('repeat_customers', 'customers') }} as repeat_customer_rate_low,
        {{ share_high('repeat_customers', 'customers') }} as repeat_customer_rate_high,
        {{ safe_divide('repeat_complaints', 'complaints_with_customer') }} as repeat_complaint_rate,
        {{ safe_divide('repeat_customers_12_months', 'customers') }} as repeat_customer_rate_12_months,
        case
            when repeat_customers_12_months is not null then {{ share_low('repeat_customers_12_months', 'customers') }}
        end as repeat_customer_rate_12_months_low,
        case
            when repeat_customers_12_months is not null then {{ share_high('repeat_customers_12_months', 'customers') }}
        end as repeat_customer_rate_12_months_high

    from counted

)

select * from repeat_rates
