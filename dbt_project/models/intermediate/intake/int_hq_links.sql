with

complaints as not materialized (

    select * from {{ ref('fct_complaints') }}

),

covered_days as (

    select day from {{ ref('int_covered_days') }}
    where source_system = 'call_center' and coverage <> 'not_covered'

),

references_given as (

    select
        complaint_key,
        report_year,
        received_date,
        linked_complaint_key

    from complaints
    where
        source_system = 'hq'
        and is_void is not true
        and linked_complaint_key is not null

),

call_center as (

    select
        complaint_key,
        is_void

    from complaints
    where
        source_system = 'call_center'
        and complaint_key in (select linked_complaint_key from references_given)

),

links as (

    select
        references_given.complaint_key,
        references_given.report_year,
        references_given.linked_complaint_key,
        case
            when call_center.is_void then 'void'
            when call_center.complaint_key is not null then 'linked'
            when covered_days.day is null then 'not_covered'
            else 'nowhere'
        end as link_status

    from references_given
    left join call_center
        on references_given.linked_complaint_key = call_center.complaint_key
    left join covered_days
        on references_given.received_date = covered_days.day

)

select * from links
