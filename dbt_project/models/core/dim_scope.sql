with

companies as (

    select
        'company' as scope_level,
        'company' as scope_code,
        'Company' as scope_name,
        '公司' as scope_name_zh,
        cast(null as varchar) as line_code,
        cast(null as varchar) as category_code

),

scope_lines as (

    select
        'line' as scope_level,
        line_code as scope_code,
        line_name as scope_name,
        line_name_zh as scope_name_zh,
        line_code,
        cast(null as varchar) as category_code

    from {{ ref('lines') }}

),

scope_categories as (

    select
        'category' as scope_level,
        category_code as scope_code,
        category_name as scope_name,
        category_name_zh as scope_name_zh,
        line_code,
        category_code

    from {{ ref('categories') }}

),

scope_subcategories as (

    select
        'subcategory' as scope_level,
        subcategories.subcategory_code as scope_code,
        subcategories.subcategory_name as scope_name,
        subcategories.subcategory_name_zh as scope_name_zh,
        categories.line_code,
        categories.category_code

    from {{ ref('subcategories') }} as subcategories
    inner join {{ ref('categories') }} as categories
        on subcategories.category_code = categories.category_code

),

unmapped as (

    select
        levels.scope_level,
        'unmapped' as scope_code,
        'Not in the taxonomy' as scope_name,
        '未匹配' as scope_name_zh,
        'unmapped' as line_code,
        case when levels.scope_level = 'category' then 'unmapped' end as category_code

    from (values ('line'), ('category')) as levels (scope_level)

),

scopes as (

    select * from companies
    union all
    select * from scope_lines
    union all
    select * from scope_categories
    union all
    select * from scope_subcategories
    union all
    select * from unmapped

)

select * from scopes
