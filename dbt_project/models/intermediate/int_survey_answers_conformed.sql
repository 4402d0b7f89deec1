with

answers as (

    select * from {{ ref('stg_satisfaction_survey__answers') }}
    where {{ is_unapplied('satisfaction_survey') }}

),

categories as (

    select * from {{ ref('categories') }}

),

service_items as (

    select * from {{ ref('service_items') }}

),

identified as (

    select
        answers.*,
        categories.category_code,
        service_items.service_item_code

    from answers
    left join categories
        on answers.category_value in (upper({{ clean('categories.category_name_zh') }}), upper({{ clean('categories.category_name') }}))
    left join service_items
        on
            categories.category_code = service_items.category_code
            and answers.service_item_value in (
                upper({{ clean('service_items.service_item_name_zh') }}), upper({{ clean('service_items.service_item_name') }})
            )

),

conformed as (

    select
        load_id,
        row_number,
        row_version,
        md5(concat_ws('|', respondent_token, surveyed_on, category_code, service_item_code)) as answer_key,
        respondent_token,
        category_code,
        service_item_code,
        score,
        surveyed_on,
        nullif(
            concat_ws(
                ', ',
                row_problems,
                case when respondent_token is null then 'missing_respondent' end,
                case when service_item_value is null then 'missing_service_item' end,
                case
                    when service_item_value is not null and service_item_code is null then 'unknown_service_item'
                end,
                case when surveyed_on is null then 'unparseable_survey_date' end,
                case
                    when score is null or score not between 1 and 5 or score <> floor(score) then 'score_out_of_range'
                end
            ),
            ''
        ) as quarantine_reasons

    from identified

)

select * from conformed
