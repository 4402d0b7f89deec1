with

source as (

    select * from {{ located(source('releases', 'figure_history')) }}

),

-- before the first release there are no columns either, and a history that was begun earlier lacks keys that came later
columns_of_today as (

    select
        cast(null as varchar) as mart,
        cast(null as varchar) as measure,
        {%- for key, data_type in figure_keys().items() %}
        cast(null as {{ data_type }}) as {{ key }},
        {%- endfor %}
        cast(null as date) as period_end_date,
        cast(null as timestamp) as published_at,
        cast(null as varchar) as change_type,
        cast(null as double) as value_as_first_published,
        cast(null as double) as value_before,
        cast(null as double) as value_now,
        cast(null as double) as revision,
        cast(null as boolean) as is_latest
    where false

),

published as (

    select * from columns_of_today
    union all by name
    select * from source

),

renamed as (

    select
        -- ids
        mart,
        measure,
        {%- for key, data_type in figure_keys().items() %}
        {{ key }},
        {%- endfor %}

        -- text
        change_type,

        -- numbers
        value_as_first_published,
        value_before,
        value_now,
        revision,

        -- booleans
        is_latest,

        -- timestamps
        period_end_date,
        published_at

    from published

)

select * from renamed
