with

ledger as (

    select * from {{ ref('int_ledger_current') }}

),

registered as (

    select
        load_id,
        count(*) as rows_registered

    from {{ ref('int_landed_rows') }}
    group by load_id

),

quarantined as (

    select
        load_id,
        count(*) as rows_quarantined

    from {{ ref('int_rows_quarantined') }}
    group by load_id

),

facts as (

    select load_id from {{ ref('fct_complaints') }}
    union all
    select load_id from {{ ref('fct_satisfaction_answers') }}
    union all
    select load_id from {{ ref('fct_branch_exposure') }}
    union all
    -- the first line is the complaint's own row
    select load_id from {{ ref('complaint_lines') }}
    where line_number > 1

),

accepted as (

    select
        load_id,
        count(*) as rows_accepted

    from facts
    group by load_id

),

feed_ledger as (

    select
        ledger.feed,
        ledger.file_name,
        ledger.content_hash,
        ledger.received_at,
        ledger.status,
        ledger.rows_read,
        coalesce(accepted.rows_accepted, 0) as rows_accepted,
        coalesce(registered.rows_registered, 0)
        - coalesce(accepted.rows_accepted, 0)
        - coalesce(quarantined.rows_quarantined, 0) as rows_superseded,
        coalesce(quarantined.rows_quarantined, 0) as rows_quarantined,
        ledger.error

    from ledger
    left join registered
        on ledger.load_id = registered.load_id
    left join quarantined
        on ledger.load_id = quarantined.load_id
    left join accepted
        on ledger.load_id = accepted.load_id

)

select * from feed_ledger
