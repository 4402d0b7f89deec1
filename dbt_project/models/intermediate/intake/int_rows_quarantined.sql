with

registered as not materialized (

    select * from {{ ref('int_landed_rows') }}

),

unusable as (

    select * from registered
    where quarantine_reasons is not null

),

usable as (

    select
        record_key,
        max(load_id) as latest_load_id

    from registered
    where
        quarantine_reasons is null
        and record_key in (select record_key from unusable)
    group by record_key

),

quarantined as (

    select unusable.*

    from unusable
    left join usable
        on unusable.record_key = usable.record_key
    -- load ids of a feed sort by sequence
    where usable.latest_load_id is null or usable.latest_load_id <= unusable.load_id

)

select * from quarantined
