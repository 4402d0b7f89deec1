with

complaints as not materialized (

    select
        source_system,
        complaint_key,
        linked_complaint_key

    from {{ ref('fct_complaints') }}
    where is_void is not true

),

hq as (

    select
        complaint_key,
        linked_complaint_key

    from complaints
    where
        source_system = 'hq'
        and linked_complaint_key is not null

),

-- of the many complaints of the call center few are referred to
call_center as (

    select complaint_key from complaints
    where
        source_system = 'call_center'
        and complaint_key in (select linked_complaint_key from hq)

),

linked_complaints as (

    select hq.* from hq
    inner join call_center
        on hq.linked_complaint_key = call_center.complaint_key

)

select * from linked_complaints
