{%- set arrived = ref('int_complaints_conformed') -%}
with

registered as (

    select * from {{ ref('int_landed_rows') }}

),

-- every version of an arrived complaint: a correction may move it out of a month as well as into one
months_changed as (

    select distinct received_month from registered
    where
        received_month is not null
        {%- if adds_to_the_cube() %}
        and record_key in (select complaint_key from {{ arrived }})
        {%- endif %}

)

select * from months_changed
