with

source as (

    select * from {{ located(source('lake', 'branch_exposure')) }}

),

renamed as (

    select
        -- ids
        {{ row_identity('branch_exposure') }},

        -- text
        upper({{ remove_spaces('branch') }}) as branch_value,

        -- numbers
        {{ parse_number("replace(exposure_year, '年', '')", 'integer') }} as exposure_year,
        {{ remove_spaces('policies_in_force') }} as policies_in_force_text,
        {{ parse_number('policies_in_force', 'bigint') }} as policies_in_force,
        {{ remove_spaces('premium_yuan') }} as premium_yuan_text,
        {{ parse_number('premium_yuan', 'double') }} as premium_yuan

    from source

)

select * from renamed
