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
        {{ quarantine_reasons('survey') }} as quarantine_reasons

    from identified

)

select * from conformed
