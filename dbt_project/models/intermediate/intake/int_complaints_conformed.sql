{#- Where values that the reference data do not know are named: what is listed, and the columns of the code and of the value. -#}
{%- set named_where_unknown = [
    ('branch', 'branch_code', 'branch_value'),
    ('category', 'category_code', "coalesce(category_value, '(blank)')"),
    ('channel', 'channel_code', 'channel_value'),
    ('cause', 'cause_code', 'case when category_code is not null then cause_value end'),
    ('grievance', 'grievance_code', 'case when category_code is not null then grievance_value end'),
    ('status', 'status_code', 'status_value'),
    ('is_complex', 'complex_code', 'complex_value'),
    ('is_extended', 'extended_code', 'extended_value'),
] -%}
{%- set may_go_unsaid = ['branch_code', 'channel_code', 'cause_code', 'grievance_code'] -%}
with

complaints as (

    select * from {{ ref('int_complaints_looked_up') }}

),

unknown_values_named as (

    select
        *,
        list_filter(
            [
                {%- for domain, code, value in named_where_unknown %}
                {domain: '{{ domain }}', value: case when {{ code }} is null then {{ value }} end}{{ "," if not loop.last }}
                {%- endfor %}
            ],
            lambda named: named.value is not null
        ) as unmapped_values

    from complaints

),

defaulted as (

    select * replace (
        coalesce(line_code, 'unmapped') as line_code,
        coalesce(category_code, 'unmapped') as category_code,
        {%- for code in may_go_unsaid %}
        {%- set value = code | replace('_code', '_value') %}
        coalesce({{ code }}, if({{ value }} is null, 'unspecified', 'unmapped')) as {{ code }},
        {%- endfor %}
        -- without a status, a closing date says that it is closed, also one that does not say when
        coalesce(
            status_code, case when closed_at is null and closing_date_problem is null then 'open' else 'closed' end
        ) as status_code
    )

    from unknown_values_named

),

conformed as (

    select
        -- ids
        load_id,
        row_number,
        row_version,
        source_system,
        complaint_number,
        md5(source_system || '|' || complaint_number) as complaint_key,
        md5('call_center|' || call_center_number) as linked_complaint_key,
        coalesce(customer_number_token, identity_number_token, phone_token) as customer_token,
        policy_number_token as policy_token,

        -- codes
        branch_code,
        line_code,
        category_code,
        subcategory_code,
        coalesce(channel_group, channel_code) as channel_group,
        channel_code,
        coalesce(cause_group_code, cause_code) as cause_group_code,
        cause_code,
        grievance_code,
        coalesce(controllability_of_cause, controllable_code, 'undetermined') as controllability,
        controllable_code as flagged_controllability,
        status_code,
        unmapped_values,

        -- booleans
        coalesce(complex_code = 'true', false) as is_complex,
        coalesce(extended_code = 'true', false) as is_extended,

        -- text
        what_happened,
        analysis,
        lesson,
        line,

        -- timestamps
        received_at,
        closed_at,
        closing_date_problem,
        quarantine_reasons

    from defaulted

)

select * from conformed
