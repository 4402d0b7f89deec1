{#- The CTEs that end in `customers`: what the watchlist says of its customers, counted anew from the complaints that it lists. -#}
{% macro customers_taken_anew(listed, records) -%}
complaints as (

    select
        listed.customer_number,
        listed.complaint_key,
        min(records.received_date) as received_date,
        -- where both feeds recorded it, the call center's; of several the last in the alphabet, in whichever order rows are met
        last(records.branch_code order by records.source_system desc, records.branch_code) filter (records.branch_code is not null) as branch_code,
        max(cast(records.is_malicious as integer)) as malicious,
        max(cast(records.source_system = 'call_center' as integer)) as in_call_center,
        max(cast(records.source_system = 'hq' as integer)) as in_hq

    from {{ listed }} as listed
    inner join {{ records }} as records
        on listed.complaint_key = records.complaint_key
    group by listed.customer_number, listed.complaint_key

),

years_before as (

    select
        later.customer_number,
        later.complaint_key,
        count(*) as complaints

    from complaints as later
    inner join complaints as earlier
        on
            later.customer_number = earlier.customer_number
            and earlier.received_date between later.received_date - interval 12 months and later.received_date
    group by later.customer_number, later.complaint_key

),

customers as (

    select
        complaints.customer_number,
        count(*) as complaints,
        count(distinct complaints.branch_code) as branches,
        sum(complaints.malicious) as malicious_complaints,
        sum(complaints.in_call_center) as call_center_complaints,
        sum(complaints.in_hq) as hq_complaints,
        max(years_before.complaints) as most_within_12_months,
        min(complaints.received_date) as first_received_date,
        max(complaints.received_date) as last_received_date

    from complaints
    inner join years_before
        on {{ equal_on(['customer_number', 'complaint_key'], 'complaints', 'years_before') }}
    group by complaints.customer_number

)
{%- endmacro %}
