with

complaints as (

    select * from {{ ref('fct_complaints') }}
    where is_void is not true

),

latest_days as (

    select
        source_system,
        greatest(max(received_date), coalesce(max(closed_date), max(received_date))) as as_of_date

    from complaints
    group by source_system

)

select * from latest_days
