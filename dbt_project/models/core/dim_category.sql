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
        scope_lines.scope_name_zh as line_name_zh,
        -- by line, and within it, in the order of their files
        coalesce(lines.display_order * 1000 + listed.display_order, 9999999) as display_order

    from scopes as categories
    inner join scopes as scope_lines
        on
            scope_lines.scope_level = 'line'
            and categories.line_code = scope_lines.scope_code
    left join {{ ref('categories') }} as listed
        on categories.scope_code = listed.category_code
    left join {{ ref('lines') }} as lines
        on listed.line_code = lines.line_code
    where categories.scope_level = 'category'

)

select * from categories
