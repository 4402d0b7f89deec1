{#-
    The CTEs that end in `within_12_months`: the complaints of customers with several, each with how many its customer made in the 12
    months to it.
-#}
{% macro complaints_of_customers_who_repeat(records, links) -%}
-- they may turn out to be records of one complaint, or of two customers whose tokens share 64 bits of hash: whoever has a single complaint in
-- the end is left out there. Most customers have a single record, and to count hashes of these takes the least time and memory.
with_several_records as (

    select hash(customer_token) as token_hash from {{ records }} as records
    where customer_token is not null
    group by hash(customer_token)
    having count(*) > 1

),

records_in_doubt as materialized (

    select * from {{ records }} as records
    where
        hash(customer_token) in (select token_hash from with_several_records)
        or complaint_key in (select linked_complaint_key from {{ links }} as links)

),

repeated as (

    select distinct
        customer_token,
        complaint_key

    from records_in_doubt
    where customer_token is not null

),

-- what a complaint is, all its records say, also one that does not name the customer
distinct_complaints as (

    select
        repeated.customer_token,
        repeated.complaint_key,
        min(records.received_date) as received_date,
        bool_or(coalesce(records.is_malicious, false)) as is_malicious,
        bool_or(records.source_system = 'call_center') as is_in_call_center,
        bool_or(records.source_system = 'hq') as is_in_hq,
        coalesce(
            max(records.branch_code) filter (records.source_system = 'call_center'), max(records.branch_code)
        ) as branch_code

    from repeated
    inner join records_in_doubt as records
        on repeated.complaint_key = records.complaint_key
    group by repeated.customer_token, repeated.complaint_key

),

within_12_months as (

    select
        *,
        count(*) over (
            partition by customer_token
            order by received_date
            range between interval 12 months preceding and current row
        ) as complaints_within_12_months

    from distinct_complaints

)
{%- endmacro %}
