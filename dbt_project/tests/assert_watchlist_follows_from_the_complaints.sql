-- Guards against a watchlist that agrees with itself alone: reasons, counts and days are taken anew from the complaints whose keys are
-- listed, and a customer number that repeats in the call center's feed has to be listed at all. Customers of whom nothing changed since this
-- was found true of all of them are not asked again.
{{ config(meta={'dagster': {'ref': {'name': 'repeat_complainants'}}}) }}
with

limits as (

    select
        {{ rule_or_default('watchlist_malicious_complaints', 2) }},
        {{ rule_or_default('watchlist_repeats_in_12_months', 3) }}

    from {{ ref('rules') }}

),

facts as not materialized (

    select * from {{ ref('fct_complaints') }}
    where is_void is not true

),

-- head office's record of a call-center complaint speaks of that one
records as not materialized (

    select
        coalesce(links.linked_complaint_key, facts.complaint_key) as complaint_key,
        facts.source_system,
        facts.received_date,
        nullif(nullif(facts.branch_code, 'unspecified'), 'unmapped') as branch_code,
        coalesce(facts.is_malicious, false) as is_malicious

    from facts
    left join {{ ref('int_hq_links') }} as links
        on
            facts.complaint_key = links.complaint_key
            and links.link_status = 'linked'

),

-- a number in the place of the token takes a fraction of the time where rows are put together
watchlist as materialized (

    select
        *,
        row_number() over (order by customer_token) as customer_number

    from {{ ref('repeat_complainants') }}
    where {{ is_of_a_changed_customer('customer_token') }}

),

listed as (

    select
        customer_number,
        unnest(list_distinct(complaint_keys)) as complaint_key

    from watchlist

),

{{ customers_taken_anew('listed', 'records') }},

of_the_call_center as not materialized (

    select customer_token from facts
    where
        source_system = 'call_center'
        and customer_token is not null
        and {{ is_of_a_changed_customer('customer_token') }}

),

-- 64 bits of hash tell who may repeat, the number itself who does
repeating as (

    select customer_token from of_the_call_center
    where
        hash(customer_token) in (
            select hash(customer_token) from of_the_call_center
            group by hash(customer_token)
            having count(*) > 1
        )
        and customer_token not in (select token from {{ ref('int_customers_resolved') }})
    group by customer_token
    having count(*) > 1

),

compared as (

    select
        coalesce(mart.customer_token, repeating.customer_token) as customer_token,
        mart.is_watchlisted,
        mart.watchlist_reason,
        mart.malicious_complaints,
        mart.most_within_12_months,
        customers.malicious_complaints as malicious_complaints_found,
        customers.most_within_12_months as most_within_12_months_found,
        (
            mart.complaints = customers.complaints
            and mart.branches = customers.branches
            and mart.malicious_complaints = customers.malicious_complaints
            and mart.call_center_complaints = customers.call_center_complaints
            and mart.hq_complaints = customers.hq_complaints
            and mart.most_within_12_months = customers.most_within_12_months
            and mart.first_received_date = customers.first_received_date
            and mart.last_received_date = customers.last_received_date
            and mart.report_year = year(customers.last_received_date)
            and coalesce(contains(mart.watchlist_reason, 'malicious'), false)
            = (customers.malicious_complaints >= limits.watchlist_malicious_complaints)
            and coalesce(contains(mart.watchlist_reason, 'repeats_in_12_months'), false)
            = (customers.most_within_12_months >= limits.watchlist_repeats_in_12_months)
            and mart.is_watchlisted = (mart.watchlist_reason is not null)
        ) is true as is_as_found

    from watchlist as mart
    full join repeating
        on mart.customer_token = repeating.customer_token
    left join customers
        on mart.customer_number = customers.customer_number
    cross join limits

)

select * from compared
where not is_as_found
