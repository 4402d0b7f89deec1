with

arrived as (

    select distinct complaint_key from {{ ref('int_complaints_conformed') }}
    where quarantine_reasons is null

),

{% if goes_on_from_what_passed() -%}
-- read before this build changes it; a build that was stopped after that has left here what stood before
standing as (

    select
        complaint_key,
        customer_token,
        linked_complaint_key

    from {{ table_of_build('fct_complaints', 'core') }}

),

changed as (

    select
        arrived.complaint_key,
        standing.complaint_key is null as is_new,
        standing.customer_token,
        standing.linked_complaint_key

    from arrived
    left join standing
        on arrived.complaint_key = standing.complaint_key

)
{%- else -%}
-- all is found anew, and nothing has to be known of what was
changed as (

    select
        complaint_key,
        true as is_new,
        cast(null as varchar) as customer_token,
        cast(null as varchar) as linked_complaint_key

    from arrived
    where false

)
{%- endif %}

select * from changed
