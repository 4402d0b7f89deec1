with

source as (

    select * from {{ located(source('lake', 'call_center')) }}

),

renamed as (

    select
        -- ids
        {{ row_identity('call_center') }},
        upper({{ clean('complaint_number') }}) as complaint_number,
        customer_number_token,
        identity_number_token,
        phone_token,
        policy_number_token,

        -- text
        upper({{ clean('branch') }}) as branch_value,
        upper({{ clean('category') }}) as category_value,
        upper({{ clean('cause') }}) as cause_value,
        upper({{ clean('grievance') }}) as grievance_value,
        upper({{ clean('controllable') }}) as controllable_value,
        upper({{ clean('is_complex') }}) as complex_value,
        upper({{ clean('is_extended') }}) as extended_value,
        upper({{ clean('channel') }}) as channel_value,
        upper({{ clean('status') }}) as status_value,
        narrative,
        {{ line_of('call_center') }} as line,

        -- timestamps
        {{ clean_spaced('received_at') }} as received_text,
        {{ parse_timestamp('received_at', 'call_center') }} as received_at,
        {{ clean_spaced('closed_at') }} as closed_text,
        {{ parse_timestamp('closed_at', 'call_center') }} as closed_at

    from source

)

select * from renamed
