with

service_items as (

    select * from {{ ref('dim_service_item') }}

),

answers as (

    select
        report_year,
        category_code,
        service_item_code,
        count(distinct respondent_token) as respondents,
        count(*) as answers,
        count(*) filter (is_dissatisfied) as dissatisfied_answers,
        avg(score) as satisfaction_score

    from {{ ref('fct_satisfaction_answers') }}
    group by report_year, category_code, service_item_code

),

-- the call center's universe holds every complaint; head office's stands in for a year that it does not cover
complaint_feeds as (

    select
        report_year,
        min(source_system) as complaint_source_system

    from {{ ref('dim_feed_year') }}
    group by report_year

),

complaints as (

    select
        monthly.report_year,
        monthly.category_code,
        causes.service_item_code,
        sum(monthly.complaints) as complaints

    from {{ ref('agg_complaints_monthly') }} as monthly
    inner join complaint_feeds
        on
            monthly.report_year = complaint_feeds.report_year
            and monthly.source_system = complaint_feeds.complaint_source_system
    inner join {{ ref('dim_cause') }} as causes
        on
            monthly.category_code = causes.category_code
            and monthly.cause_code = causes.cause_code
            and causes.service_item_code is not null
    group by monthly.report_year, monthly.category_code, causes.service_item_code

),

years as (

    select report_year from answers
    union
    select report_year from complaint_feeds

),

measured as (

    select
        years.report_year,
        service_items.category_code,
        service_items.service_item_code,
        complaint_feeds.complaint_source_system,
        coalesce(answers.respondents, 0) as respondents,
        answers.answers,
        answers.dissatisfied_answers,
        answers.satisfaction_score,
        {{ ratio('answers.dissatisfied_answers', 'answers.answers') }} as dissatisfied_rate,
        cast(coalesce(complaints.complaints, 0) as bigint) as complaints

    from years
    cross join service_items
    left join complaint_feeds
        on years.report_year = complaint_feeds.report_year
    left join answers
        on
            years.report_year = answers.report_year
            and service_items.category_code = answers.category_code
            and service_items.service_item_code = answers.service_item_code
    left join complaints
        on
            years.report_year = complaints.report_year
            and service_items.category_code = complaints.category_code
            and service_items.service_item_code = complaints.service_item_code

),

-- an item is held against its category: the dissatisfied rate over all answers, an even share of the complaints
with_category as (

    select
        *,
        {{ ratio(
            'sum(dissatisfied_answers) over (partition by report_year, category_code)',
            'sum(answers) over (partition by report_year, category_code)'
        ) }} as category_dissatisfied_rate,
        {{ ratio('complaints', 'sum(complaints) over (partition by report_year, category_code)') }} as complaint_share,
        1.0 / count(*) over (partition by report_year, category_code) as even_share

    from measured

),

judged as (

    select
        *,
        coalesce(dissatisfied_rate > category_dissatisfied_rate, false) as is_dissatisfying,
        coalesce(complaint_share > even_share, false) as is_complained_of

    from with_category

),

placed as (

    select
        *,
        case
            when is_dissatisfying and is_complained_of then 'improve_first'
            when is_complained_of then 'complaints_only'
            when is_dissatisfying then 'dissatisfaction_only'
            else 'maintain'
        end as quadrant

    from judged

),

improvement_priority as (

    select
        report_year,
        category_code,
        service_item_code,
        complaint_source_system,
        respondents,
        satisfaction_score,
        dissatisfied_rate,
        complaints,
        complaint_share,
        category_dissatisfied_rate,
        quadrant,
        rank() over (
            partition by report_year, category_code
            order by
                case quadrant
                    when 'improve_first' then 1
                    when 'complaints_only' then 2
                    when 'dissatisfaction_only' then 3
                    else 4
                end,
                complaints desc,
                dissatisfied_rate desc nulls last
        ) as priority_rank

    from placed

)

select * from improvement_priority
