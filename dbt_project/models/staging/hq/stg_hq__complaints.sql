with

source as (

    select * from {{ located(source('lake', 'hq')) }}

),

renamed as (

    select
        -- ids
        {{ row_identity('hq') }},
        upper({{ clean('complaint_number') }}) as complaint_number,
        upper({{ clean('call_center_number') }}) as call_center_number,
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
        nullif(trim(what_happened), '') as what_happened,
        nullif(trim(analysis), '') as analysis,
        nullif(trim(lesson), '') as lesson,
        {{ line_of('hq') }} as line,

        -- timestamps
        {{ clean_spaced('received_at') }} as received_text,
        {{ parse_timestamp('received_at', 'hq') }} as received_at,
        {{ clean_spaced('closed_at') }} as closed_text,
        {{ parse_timestamp('closed_at', 'hq') }} as closed_at

    from source

)

select * from renamed
