-- Guards against a service item that goes first, or last, against the answers and the complaints about it.
{{ config(meta={
    'dagster': {'ref': {'name': 'improvement_priority'}},
    'remedy': "Remove warehouse.duckdb, which the next run makes anew from the lake; if the same items fail again, the model of improvement_priority counts or orders wrongly.",
}) }}
with

answers as (

    select
        report_year,
        category_code,
        service_item_code,
        count(distinct respondent_token) as respondents,
        count(*) as answers,
        count(*) filter (is_dissatisfied) as dissatisfied,
        sum(score) / count(*) as score

    from {{ ref('fct_satisfaction_answers') }}
    group by report_year, category_code, service_item_code

),

complaints as (

    select
        facts.source_system,
        facts.report_year,
        facts.category_code,
        causes.service_item_code,
        count(*) as complaints

    from {{ ref('fct_complaints') }} as facts
    inner join {{ ref('dim_cause') }} as causes
        on {{ equal_on(['category_code', 'cause_code'], 'facts', 'causes') }}
    where facts.is_void is not true
    group by facts.source_system, facts.report_year, facts.category_code, causes.service_item_code

),

items_with_cause as (

    select distinct
        category_code,
        service_item_code

    from {{ ref('dim_cause') }}
    where service_item_code is not null

),

expected as (

    select
        items.*,
        coalesce(answers.respondents, 0) as respondents_counted,
        answers.score as score_counted,
        answers.dissatisfied / answers.answers as rate_counted,
        sum(answers.dissatisfied) over category / sum(answers.answers) over category as category_rate_counted,
        coalesce(complaints.complaints, 0) as complaints_counted,
        -- the call center's complaints where it covers the year
        (
            select coalesce(
                min(feed_years.source_system) filter (feed_years.coverage <> 'not_covered'),
                min(feed_years.source_system)
            )
            from {{ ref('dim_feed_year') }} as feed_years
            where feed_years.report_year = items.report_year
        ) as source_counted,
        items.complaints * count(items_with_cause.service_item_code) over category > sum(items.complaints) over category as is_complained_of,
        1 / nullif(count(items_with_cause.service_item_code) over category, 0) as even_share_counted,
        nullif(array_to_string(list_filter([
            if(answers.answers is null, 'no_survey', null),
            if(items_with_cause.service_item_code is null, 'no_cause', null),
            if(sum(items.complaints) over category = 0, 'no_complaints', null)
        ], lambda reason: reason is not null), ', '), '') as reason_found,
        items.dissatisfied_rate > items.category_dissatisfied_rate as is_dissatisfying,
        coalesce({{ is_close('items.dissatisfied_rate', 'items.category_dissatisfied_rate') }}, false) as may_be_either,
        rank() over (
            category order by
                coalesce(
                    list_position(['improve_first', 'complaints_only', 'dissatisfaction_only', 'maintain'], items.quadrant),
                    if(items.dissatisfied_rate > items.category_dissatisfied_rate, 3, 5)
                ),
                items.complaints desc, items.dissatisfied_rate desc nulls last
        ) as place

    from {{ ref('improvement_priority') }} as items
    left join answers
        on {{ equal_on(['report_year', 'category_code', 'service_item_code'], 'items', 'answers') }}
    left join complaints
        on
            items.complaint_source_system = complaints.source_system
            and {{ equal_on(['report_year', 'category_code', 'service_item_code'], 'items', 'complaints') }}
    left join items_with_cause
        on {{ equal_on(['category_code', 'service_item_code'], 'items', 'items_with_cause') }}
    window category as (partition by items.report_year, items.category_code)

)

select * from expected
where
    respondents is distinct from respondents_counted
    or complaint_source_system is distinct from source_counted
    or complaints is distinct from complaints_counted
    {%- for value, counted in {
        'satisfaction_score': 'score_counted', 'dissatisfied_rate': 'rate_counted', 'category_dissatisfied_rate': 'category_rate_counted',
        'even_complaint_share': 'even_share_counted'
    }.items() %}
    or ({{ value }} is null) <> ({{ counted }} is null)
    or {{ is_close(value, counted) }} is false
    {%- endfor %}
    or priority_rank is distinct from place
    or quadrant_reason is distinct from reason_found
    or (quadrant is null) <> (reason_found is not null)
    or (quadrant in ('improve_first', 'complaints_only')) <> is_complained_of
    or (
        not may_be_either
        and (quadrant in ('improve_first', 'dissatisfaction_only')) <> coalesce(is_dissatisfying, false)
    )
