with

complaints as (

    select * from {{ ref('int_complaints_unioned') }}

),

loads as (

    select * from {{ ref('int_load_latest_days') }}

),

rules as (

    select cast(max(rule_value) filter (rule_code = 'earliest_received_year') as integer) as earliest_received_year

    from {{ ref('rules') }}

),

judged as (

    select
        complaints.*,
        nullif(
            concat_ws(
                ', ',
                case
                    when complaints.closed_text is not null and complaints.closed_at is null
                        then 'unparseable_closed_date'
                end,
                case
                    when cast(complaints.closed_at as date) > loads.latest_day then 'closed_date_out_of_range'
                end,
                case
                    when
                        complaints.closed_at < complaints.received_at
                        -- a close without a time of day is good for the whole of its day
                        and not (
                            cast(complaints.closed_at as date) = cast(complaints.received_at as date)
                            and complaints.closed_at = date_trunc('day', complaints.closed_at)
                        )
                        then 'closed_before_received'
                end
            ),
            ''
        ) as closing_date_problem,
        if(complaints.row_problems = 'purged', 'purged', nullif(
            concat_ws(
                ', ',
                complaints.row_problems,
                case when complaints.complaint_number is null then 'missing_number' end,
                case when complaints.received_text is null then 'missing_received_date' end,
                case
                    when complaints.received_text is not null and complaints.received_at is null
                        then 'unparseable_received_date'
                end,
                case
                    when
                        year(complaints.received_at) < rules.earliest_received_year
                        or cast(complaints.received_at as date) > loads.latest_day
                        then 'received_date_out_of_range'
                end
            ),
            ''
        )) as quarantine_reasons

    from complaints
    left join loads
        on complaints.load_id = loads.load_id
    cross join rules

),

-- the complaint counts all the same, and nobody knows when it was closed
without_doubtful_closings as (

    select * replace (case when closing_date_problem is null then closed_at end as closed_at)

    from judged

)

select * from without_doubtful_closings
