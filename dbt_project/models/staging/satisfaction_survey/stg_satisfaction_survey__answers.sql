with

source as (

    select * from {{ located(source('lake', 'satisfaction_survey')) }}

),

renamed as (

    select
        -- ids
        {{ row_identity('satisfaction_survey') }},
        respondent_token,

        -- text
        upper({{ remove_spaces('category') }}) as category_value,
        upper({{ remove_spaces('service_item') }}) as service_item_value,

        -- numbers
        {{ remove_spaces('score') }} as score_text,
        {{ parse_number('score', 'double') }} as score,

        -- timestamps
        {{ collapse_spaces('surveyed_on') }} as surveyed_text,
        cast({{ parse_timestamp('surveyed_on', 'satisfaction_survey') }} as date) as surveyed_on

    from source

)

select * from renamed
