with

registered as (

    select * from {{ ref('int_rows_registered') }}

),

arrived as (

    select distinct complaint_key from {{ ref('int_complaints_conformed') }}

),

feed_years as (

    select * from {{ ref('dim_feed_year') }}

),

-- every version of an arrived complaint: a correction may move it out of a month as well as into one
months_of_arrived as (

    select registered.received_month

    from registered
    inner join arrived
        on registered.record_key = arrived.complaint_key

),

-- a year under way is compared with the same days of the year before, so that month is split anew at each new latest day
months_compared as (

    select cast(date_trunc('month', period_end_date - interval 1 year) as date) as received_month

    from feed_years
    where not is_full_year

),

months as (

    select received_month from months_of_arrived
    union
    select received_month from months_compared

)

select * from months
where received_month is not null
