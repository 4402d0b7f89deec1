with

complaints as not materialized (

    select
        source_system,
        complaint_key,
        linked_complaint_key

    from {{ ref('fct_complaints') }}
    where is_void is not true

),

linked_complaints as (

    select
        hq.complaint_key,
        hq.linked_complaint_key

    from complaints as hq
    inner join complaints as call_center
        on hq.linked_complaint_key = call_center.complaint_key
    where
        hq.source_system = 'hq'
        and call_center.source_system = 'call_center'

)

select * from linked_complaints
