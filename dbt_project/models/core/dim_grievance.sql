with

categories as (

    select category_code from {{ ref('dim_category') }}

),

undetermined as (

    select
        categories.category_code,
        codes.grievance_code,
        codes.grievance_name,
        codes.grievance_name_zh,
        {{ place_after_all('codes.grievance_code') }}

    from categories
    cross join (
        values ('unspecified', 'Not given', '未填写'), ('unmapped', 'Not in the list of grievances', '未匹配')
    ) as codes (grievance_code, grievance_name, grievance_name_zh)

),

all_grievances as (

    select
        category_code,
        grievance_code,
        grievance_name,
        grievance_name_zh,
        display_order

    from {{ ref('grievances') }}

    union all

    select * from undetermined

)

select * from all_grievances
