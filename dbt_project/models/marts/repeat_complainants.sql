-- depends_on: {{ ref('int_customers_changed') }}
with

complaints as not materialized (

    select * from {{ ref('fct_complaints') }}
    where is_void is not true

),

customers as (

    select * from {{ ref('int_customers_resolved') }}

),

links as (

    select * from {{ ref('int_linked_complaints') }}

),

rules as (

    select
        {{ rule_or_default('watchlist_malicious_complaints', 2) }},
        {{ rule_or_default('watchlist_repeats_in_12_months', 3) }}

    from {{ ref('rules') }}

),

{% if is_incremental() and goes_on_from_what_passed() -%}
-- a complaint in question brings all records of it, of whichever customer
complaints_in_question as (

    select coalesce(links.linked_complaint_key, complaints.complaint_key) as complaint_key

    from complaints
    left join links
        on complaints.complaint_key = links.complaint_key
    where complaints.customer_token in (select customer_token from {{ ref('int_customers_changed') }})

),

-- read below in the same case; the linter renders the two apart
records_in_question as (  -- noqa: ST03

    select complaint_key from complaints_in_question
    union
    select complaint_key from links
    where linked_complaint_key in (select complaint_key from complaints_in_question)

),

{% endif -%}
records as not materialized (

    select
        case when customers.token is null then complaints.customer_token else customers.customer_token end as customer_token,
        -- head office's record of a call-center complaint is that complaint once more
        coalesce(links.linked_complaint_key, complaints.complaint_key) as complaint_key,
        complaints.source_system,
        case when complaints.branch_code not in ('unspecified', 'unmapped') then complaints.branch_code end as branch_code,
        complaints.is_malicious,
        complaints.received_date

    from complaints
    left join customers
        on complaints.customer_token = customers.token
    left join links
        on complaints.complaint_key = links.complaint_key
    {%- if is_incremental() and goes_on_from_what_passed() %}
    where complaints.complaint_key in (select complaint_key from records_in_question)
    {%- endif %}

),

{{ complaints_of_customers_who_repeat('records', 'links') }},

by_customer as (

    select
        customer_token,
        count(*) as complaints,
        count(*) filter (is_malicious) as malicious_complaints,
        count(*) filter (is_in_call_center) as call_center_complaints,
        count(*) filter (is_in_hq) as hq_complaints,
        count(*) filter (is_in_call_center and is_in_hq) as complaints_in_both_feeds,
        max(complaints_within_12_months) as most_within_12_months,
        count(distinct branch_code) as branches,
        min(received_date) as first_received_date,
        max(received_date) as last_received_date,
        list(complaint_key order by received_date, complaint_key) as complaint_keys

    from within_12_months
    group by customer_token
    having count(*) > 1

),

repeat_complainants as (

    select
        by_customer.customer_token,
        cast(year(by_customer.last_received_date) as integer) as report_year,
        by_customer.complaints,
        by_customer.malicious_complaints,
        by_customer.call_center_complaints,
        by_customer.hq_complaints,
        by_customer.complaints_in_both_feeds,
        by_customer.most_within_12_months,
        by_customer.branches,
        by_customer.first_received_date,
        by_customer.last_received_date,
        by_customer.malicious_complaints >= rules.watchlist_malicious_complaints
        or by_customer.most_within_12_months >= rules.watchlist_repeats_in_12_months as is_watchlisted,
        nullif(
            concat_ws(
                ', ',
                case when by_customer.malicious_complaints >= rules.watchlist_malicious_complaints then 'malicious' end,
                case
                    when by_customer.most_within_12_months >= rules.watchlist_repeats_in_12_months
                        then 'repeats_in_12_months'
                end
            ),
            ''
        ) as watchlist_reason,
        by_customer.complaint_keys

    from by_customer
    cross join rules

)

select * from repeat_complainants
{%- if is_incremental() and goes_on_from_what_passed() %}
where customer_token in (select customer_token from {{ ref('int_customers_changed') }})
{%- endif %}
