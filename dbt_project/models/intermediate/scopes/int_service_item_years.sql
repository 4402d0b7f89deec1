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
        arg_min(source_system, (coverage = 'not_covered', source_system)) as complaint_source_system

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

items_with_cause as (

    select distinct
        category_code,
        service_item_code

    from {{ ref('dim_cause') }}
    where service_item_code is not null

),

years as (

    select report_year from answers
    union
    select report_year from complaint_feeds

),

item_years as (

    select
        years.report_year,
        service_items.category_code,
        service_items.service_item_code,
        complaint_feeds.complaint_source_system,
        coalesce(answers.respondents, 0) as respondents,
        coalesce(answers.answers, 0) as answers,
        coalesce(answers.dissatisfied_answers, 0) as dissatisfied_answers,
        answers.satisfaction_score,
        cast(coalesce(complaints.complaints, 0) as bigint) as complaints,
        items_with_cause.service_item_code is not null as has_cause

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
    left join items_with_cause
        on
            service_items.category_code = items_with_cause.category_code
            and service_items.service_item_code = items_with_cause.service_item_code

)

select * from item_years
