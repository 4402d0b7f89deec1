with

feed_arrivals as (

    select
        ledger.feed as source_system,
        max(load_days.latest_day) as latest_day

    from {{ ref('int_load_latest_days') }} as load_days
    inner join {{ ref('int_ledger_current') }} as ledger
        on load_days.load_id = ledger.load_id
    group by ledger.feed

)

select * from feed_arrivals
