with

complaints as (

    select load_id, 'call_center' as source_system, received_at, closed_at from {{ ref('stg_call_center__complaints') }}
    where {{ is_unapplied('call_center') }}
    union all
    select load_id, 'hq' as source_system, received_at, closed_at from {{ ref('stg_hq__complaints') }}
    where {{ is_unapplied('hq') }}

),

days as (

    select load_id, source_system, 'received_at' as date_field, cast(received_at as date) as day from complaints
    union all
    select load_id, source_system, 'closed_at' as date_field, cast(closed_at as date) as day from complaints

),

feed_days as (

    select
        load_id,
        source_system,
        date_field,
        day,
        count(*) as landed_rows

    from days
    where day is not null
    group by load_id, source_system, date_field, day

)

select * from feed_days
