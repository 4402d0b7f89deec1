with

registered as (

    select * from {{ ref('int_landed_rows') }}

),

arrived as (

    select distinct complaint_key from {{ ref('int_complaints_conformed') }}

),

-- every version of an arrived complaint: a correction may move it out of a month as well as into one
months_changed as (

    select distinct registered.received_month

    from registered
    inner join arrived
        on registered.record_key = arrived.complaint_key
    where registered.received_month is not null

)

select * from months_changed
