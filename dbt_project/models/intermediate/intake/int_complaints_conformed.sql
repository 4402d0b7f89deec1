with

complaints as (

    select * from {{ ref('int_complaints_unioned') }}

),

loads as (

    select * from {{ ref('int_load_latest_days') }}

),

reference_values as (

    select * from {{ ref('int_reference_values') }}

),

category_values as (

    select * from {{ ref('int_category_values') }}

),

channels as (

    select * from {{ ref('channels') }}

),

causes as (

    select * from {{ ref('causes') }}

),

rules as (

    select cast(max(rule_value) filter (rule_code = 'earliest_received_year') as integer) as earliest_received_year

    from {{ ref('rules') }}

),

categorised as (

    select
        complaints.*,
        case
            when complaints.branch_value is null then 'unspecified'
            else coalesce(branch_values.code, 'unmapped')
        end as branch_code,
        coalesce(category_values.line_code, 'unmapped') as line_code,
        coalesce(category_values.category_code, 'unmapped') as category_code,
        category_values.subcategory_code,
        case
            when complaints.channel_value is null then 'unspecified'
            else coalesce(channel_values.code, 'unmapped')
        end as channel_code,
        status_values.code as status_code,
        flag_values.code as flagged_controllability,
        complex_values.code as complex_code,
        extended_values.code as extended_code

    from complaints
    left join reference_values as branch_values
        on
            branch_values.domain = 'branch'
            and complaints.source_system = branch_values.source_system
            and complaints.branch_value = branch_values.value
    left join reference_values as channel_values
        on
            channel_values.domain = 'channel'
            and complaints.source_system = channel_values.source_system
            and complaints.channel_value = channel_values.value
    left join reference_values as status_values
        on
            status_values.domain = 'status'
            and complaints.source_system = status_values.source_system
            and complaints.status_value = status_values.value
    left join reference_values as flag_values
        on
            flag_values.domain = 'controllability'
            and complaints.source_system = flag_values.source_system
            and complaints.controllable_value = flag_values.value
    left join reference_values as complex_values
        on
            complex_values.domain = 'flag'
            and complaints.source_system = complex_values.source_system
            and complaints.complex_value = complex_values.value
    left join reference_values as extended_values
        on
            extended_values.domain = 'flag'
            and complaints.source_system = extended_values.source_system
            and complaints.extended_value = extended_values.value
    left join category_values
        on
            complaints.source_system = category_values.source_system
            and complaints.category_value = category_values.value
            and cast(complaints.received_at as date) between category_values.valid_from and category_values.valid_to

),

coded as (

    select
        categorised.*,
        coalesce(channels.channel_group, categorised.channel_code) as channel_group,
        case
            when categorised.cause_value is null then 'unspecified'
            else coalesce(cause_values.code, 'unmapped')
        end as cause_code,
        case
            when categorised.grievance_value is null then 'unspecified'
            else coalesce(grievance_values.code, 'unmapped')
        end as grievance_code

    from categorised
    left join reference_values as cause_values
        on
            cause_values.domain = 'cause'
            and categorised.source_system = cause_values.source_system
            and categorised.category_code = cause_values.category_code
            and categorised.cause_value = cause_values.value
    left join reference_values as grievance_values
        on
            grievance_values.domain = 'grievance'
            and categorised.source_system = grievance_values.source_system
            and categorised.category_code = grievance_values.category_code
            and categorised.grievance_value = grievance_values.value
    left join channels
        on categorised.channel_code = channels.channel_code

),

-- what is wrong with a closing date; the complaint counts all the same, and nobody knows when it was closed
closings_judged as (

    select
        coded.*,
        loads.latest_day,
        nullif(
            concat_ws(
                ', ',
                case
                    when coded.closed_text is not null and coded.closed_at is null
                        then 'unparseable_closed_date'
                end,
                case
                    when cast(coded.closed_at as date) > loads.latest_day then 'closed_date_out_of_range'
                end,
                case
                    when
                        coded.closed_at < coded.received_at
                        -- a close without a time of day is good for the whole of its day
                        and not (
                            cast(coded.closed_at as date) = cast(coded.received_at as date)
                            and coded.closed_at = date_trunc('day', coded.closed_at)
                        )
                        then 'closed_before_received'
                end
            ),
            ''
        ) as closing_date_problem

    from coded
    left join loads
        on coded.load_id = loads.load_id

),

explained as (

    select * replace (case when closing_date_problem is null then closed_at end as closed_at)

    from closings_judged

),

conformed as (

    select
        -- ids
        explained.load_id,
        explained.row_number,
        explained.row_version,
        explained.source_system,
        explained.complaint_number,
        md5(explained.source_system || '|' || explained.complaint_number) as complaint_key,
        md5('call_center|' || explained.call_center_number) as linked_complaint_key,
        coalesce(
            explained.customer_number_token, explained.identity_number_token, explained.phone_token
        ) as customer_token,
        explained.policy_number_token as policy_token,

        -- codes
        explained.branch_code,
        explained.line_code,
        explained.category_code,
        explained.subcategory_code,
        explained.channel_group,
        explained.channel_code,
        coalesce(causes.cause_group_code, explained.cause_code) as cause_group_code,
        explained.cause_code,
        explained.grievance_code,
        coalesce(causes.controllability, explained.flagged_controllability, 'undetermined') as controllability,
        explained.flagged_controllability,
        -- without a status, a closing date says that it is closed, also one that does not say when
        coalesce(
            explained.status_code,
            case when explained.closed_at is null and explained.closing_date_problem is null then 'open' else 'closed' end
        ) as status_code,

        -- values as the feed wrote them, where the reference data does not know them
        case when explained.branch_code = 'unmapped' then explained.branch_value end as unmapped_branch,
        case
            when explained.category_code = 'unmapped' then coalesce(explained.category_value, '(blank)')
        end as unmapped_category,
        case when explained.channel_code = 'unmapped' then explained.channel_value end as unmapped_channel,
        case
            when explained.cause_code = 'unmapped' and explained.category_code <> 'unmapped' then explained.cause_value
        end as unmapped_cause,
        case
            when explained.grievance_code = 'unmapped' and explained.category_code <> 'unmapped'
                then explained.grievance_value
        end as unmapped_grievance,
        case when explained.status_code is null then explained.status_value end as unmapped_status,
        case when explained.complex_code is null then explained.complex_value end as unmapped_complex,
        case when explained.extended_code is null then explained.extended_value end as unmapped_extended,

        -- booleans
        coalesce(explained.complex_code = 'true', false) as is_complex,
        coalesce(explained.extended_code = 'true', false) as is_extended,

        -- text
        explained.what_happened,
        explained.analysis,
        explained.lesson,
        explained.line,

        -- timestamps
        explained.received_at,
        explained.closed_at,
        explained.closing_date_problem,

        if(explained.row_problems = 'purged', 'purged', nullif(
            concat_ws(
                ', ',
                explained.row_problems,
                case when explained.complaint_number is null then 'missing_number' end,
                case when explained.received_text is null then 'missing_received_date' end,
                case
                    when explained.received_text is not null and explained.received_at is null
                        then 'unparseable_received_date'
                end,
                case
                    when
                        year(explained.received_at) < rules.earliest_received_year
                        or cast(explained.received_at as date) > explained.latest_day
                        then 'received_date_out_of_range'
                end
            ),
            ''
        )) as quarantine_reasons

    from explained
    left join causes
        on
            explained.category_code = causes.category_code
            and explained.cause_code = causes.cause_code
    cross join rules

)

select * from conformed
