with

daily_complaints as (

    select
        source_system,
        received_date,
        count(*) as complaints,
        count(*) filter (is_closed is not true) as open_complaints,
        count(closed_date) as complaints_with_closing_date

    from {{ ref('fct_complaints') }}
    where is_void is not true
    group by source_system, received_date

)

select * from daily_complaints
