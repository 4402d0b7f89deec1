with

scopes as (

    select * from {{ ref('dim_scope') }}

),

categories as (

    select
        categories.scope_code as category_code,
        categories.scope_name as category_name,
        categories.scope_name_zh as category_name_zh,
        scope_lines.scope_code as line_code,
        scope_lines.scope_name as line_name,
        scope_lines.scope_name_zh as line_name_zh

    from scopes as categories
    inner join scopes as scope_lines
        on
            scope_lines.scope_level = 'line'
            and categories.line_code = scope_lines.scope_code
    where categories.scope_level = 'category'

)

select * from categories
