{#- Which values of the reference data each field holds. -#}
{%- set domains = {
    'branch': 'branch',
    'channel': 'channel',
    'status': 'status',
    'controllable': 'controllability',
    'complex': 'flag',
    'extended': 'flag',
    'cause': 'cause',
    'grievance': 'grievance',
} -%}
{%- set domains_within_categories = ['cause', 'grievance'] -%}
with

complaints as (

    select * from {{ ref('int_complaints_judged') }}

),

reference_values as (

    select * from {{ ref('int_reference_values') }}

),

category_values as (

    select * from {{ ref('int_category_values') }}

),

channels as (

    select * from {{ ref('channels') }}

),

causes as (

    select * from {{ ref('causes') }}

),

with_category as (

    select
        complaints.*,
        category_values.line_code,
        category_values.category_code,
        category_values.subcategory_code

    from complaints
    left join category_values
        on
            complaints.source_system = category_values.source_system
            and complaints.category_value = category_values.value
            and cast(complaints.received_at as date) between category_values.valid_from and category_values.valid_to

),

with_codes as (

    select
        with_category.*,
        {%- for field in domains %}
        {{ field }}_values.code as {{ field }}_code{{ "," if not loop.last }}
        {%- endfor %}

    from with_category
    {%- for field, domain in domains.items() %}
    left join reference_values as {{ field }}_values
        on
            {{ field }}_values.domain = '{{ domain }}'
            and with_category.source_system = {{ field }}_values.source_system
            and with_category.{{ field }}_value = {{ field }}_values.value
            {%- if domain in domains_within_categories %}
            and with_category.category_code = {{ field }}_values.category_code
            {%- endif %}
    {%- endfor %}

),

with_groups as (

    select
        with_codes.*,
        channels.channel_group,
        causes.cause_group_code,
        causes.controllability as controllability_of_cause

    from with_codes
    left join channels
        on with_codes.channel_code = channels.channel_code
    left join causes
        on
            with_codes.category_code = causes.category_code
            and with_codes.cause_code = causes.cause_code

)

select * from with_groups
