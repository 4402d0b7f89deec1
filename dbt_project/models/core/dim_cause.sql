with

causes as (

    select
        category_code,
        cause_group_code,
        cause_group_name,
        cause_group_name_zh,
        cause_code,
        cause_name,
        cause_name_zh,
        controllability,
        service_item_code,
        display_order

    from {{ ref('causes') }}

),

categories as (

    select category_code from {{ ref('dim_category') }}

),

undetermined as (

    select
        categories.category_code,
        codes.cause_code as cause_group_code,
        codes.cause_name as cause_group_name,
        codes.cause_name_zh as cause_group_name_zh,
        codes.cause_code,
        codes.cause_name,
        codes.cause_name_zh,
        'undetermined' as controllability,
        cast(null as varchar) as service_item_code,
        {{ place_after_all('codes.cause_code') }}

    from categories
    cross join (
        values ('unspecified', 'Not given', '未填写'), ('unmapped', 'Not in the list of causes', '未匹配')
    ) as codes (cause_code, cause_name, cause_name_zh)

),

all_causes as (

    select * from causes
    union all
    select * from undetermined

)

select * from all_causes
