with

complaints as (

    select * from {{ ref('fct_complaints') }}

),

covered_years as (

    select
        report_year,
        period_end_date

    from {{ ref('dim_feed_year') }}
    where source_system = 'call_center'

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
    where source_system = 'call_center'

),

links as (

    select
        references_given.complaint_key,
        references_given.report_year,
        references_given.linked_complaint_key,
        case
            when call_center.is_void then 'void'
            when call_center.complaint_key is not null then 'linked'
            when covered_years.report_year is null or references_given.received_date > covered_years.period_end_date
                then 'not_covered'
            else 'nowhere'
        end as link_status

    from references_given
    left join call_center
        on references_given.linked_complaint_key = call_center.complaint_key
    left join covered_years
        on references_given.report_year = covered_years.report_year

)

select * from links
