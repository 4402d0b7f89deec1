with

answers as (

    select * from {{ ref('stg_satisfaction_survey__answers') }}
    where {{ is_unapplied('satisfaction_survey') }}

),

-- an item is known by its category's name and its own, each in Chinese or in English
item_names as (

    select distinct
        upper({{ remove_spaces('category_names.category_name') }}) as category_value,
        upper({{ remove_spaces('item_names.service_item_name') }}) as service_item_value,
        category_names.category_code,
        item_names.service_item_code

    from (
        select category_code, category_name_zh as category_name from {{ ref('categories') }}
        union all
        select category_code, category_name from {{ ref('categories') }}
    ) as category_names
    inner join (
        select category_code, service_item_code, service_item_name_zh as service_item_name from {{ ref('service_items') }}
        union all
        select category_code, service_item_code, service_item_name from {{ ref('service_items') }}
    ) as item_names
        on category_names.category_code = item_names.category_code

),

identified as (

    select
        answers.*,
        item_names.category_code,
        item_names.service_item_code

    from answers
    left join item_names
        on
            answers.category_value = item_names.category_value
            and answers.service_item_value = item_names.service_item_value

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
        if(row_problems = 'purged', 'purged', nullif(
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
        )) as quarantine_reasons

    from identified

)

select * from conformed
