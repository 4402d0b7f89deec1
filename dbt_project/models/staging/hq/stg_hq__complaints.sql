with

source as (

    select * from {{ located(source('lake', 'hq')) }}

),

renamed as (

    select
        -- ids
        {{ row_identity('hq') }},
        upper({{ remove_spaces('complaint_number') }}) as complaint_number,
        upper({{ remove_spaces('call_center_number') }}) as call_center_number,
        customer_number_token,
        identity_number_token,
        phone_token,
        policy_number_token,

        -- text
        upper({{ remove_spaces('branch') }}) as branch_value,
        upper({{ remove_spaces('category') }}) as category_value,
        upper({{ remove_spaces('cause') }}) as cause_value,
        upper({{ remove_spaces('grievance') }}) as grievance_value,
        upper({{ remove_spaces('controllable') }}) as controllable_value,
        upper({{ remove_spaces('is_complex') }}) as complex_value,
        upper({{ remove_spaces('is_extended') }}) as extended_value,
        upper({{ remove_spaces('channel') }}) as channel_value,
        upper({{ remove_spaces('status') }}) as status_value,
        nullif(trim(what_happened), '') as what_happened,
        nullif(trim(analysis), '') as analysis,
        nullif(trim(lesson), '') as lesson,
        {{ line_of('hq') }} as line,

        -- timestamps
        {{ collapse_spaces('received_at') }} as received_text,
        {{ parse_timestamp('received_at', 'hq') }} as received_at,
        {{ collapse_spaces('closed_at') }} as closed_text,
        {{ parse_timestamp('closed_at', 'hq') }} as closed_at

    from source

)

select * from renamed
