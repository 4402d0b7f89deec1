with

answers as not materialized (

    select * from {{ ref('int_survey_answers_conformed') }}
    where quarantine_reasons is null

),

rules as (

    select cast(max(rule_value) filter (rule_code = 'dissatisfied_max_score') as integer) as dissatisfied_max_score

    from {{ ref('rules') }}

),

latest_versions as (

    select
        answer_key,
        max(row_version) as row_version

    from answers
    group by answer_key

),

{% if is_incremental() -%}
-- a version that arrives late is older than the one that stands
newer_versions as (

    select latest_versions.*

    from latest_versions
    left join {{ this }} as facts
        on latest_versions.answer_key = facts.answer_key
    where facts.row_version is null or facts.row_version < latest_versions.row_version

),
{%- else -%}
newer_versions as (

    select * from latest_versions

),
{%- endif %}

facts as (

    select
        answers.answer_key,
        answers.respondent_token,
        answers.load_id,
        answers.row_number,
        answers.row_version,
        answers.category_code,
        answers.service_item_code,
        cast(answers.score as integer) as score,
        answers.score <= rules.dissatisfied_max_score as is_dissatisfied,
        cast(year(answers.surveyed_on) as integer) as report_year,
        answers.surveyed_on

    from answers
    inner join newer_versions
        on
            answers.answer_key = newer_versions.answer_key
            and answers.row_version = newer_versions.row_version
    cross join rules

)

select * from facts
