with

crosswalk as (

    select
        source_system,
        upper({{ clean('source_value') }}) as value,
        category_code,
        subcategory_code,
        coalesce(valid_from, date '0001-01-01') as valid_from,
        coalesce(valid_to, date '9999-12-31') as valid_to

    from {{ ref('category_crosswalk') }}

),

category_aliases as (

    select
        source_system,
        upper({{ clean('alias') }}) as value,
        upper({{ clean('canonical_value') }}) as canonical_value

    from {{ ref('aliases') }}
    where domain = 'category'

),

aliased as (

    select
        crosswalk.source_system,
        category_aliases.value,
        crosswalk.category_code,
        crosswalk.subcategory_code,
        crosswalk.valid_from,
        crosswalk.valid_to

    from category_aliases
    inner join crosswalk
        on
            category_aliases.canonical_value = crosswalk.value
            and coalesce(category_aliases.source_system, crosswalk.source_system) = crosswalk.source_system

),

all_values as (

    select * from crosswalk
    union all
    select * from aliased

),

with_line as (

    select
        all_values.source_system,
        all_values.value,
        categories.line_code,
        all_values.category_code,
        all_values.subcategory_code,
        all_values.valid_from,
        all_values.valid_to

    from all_values
    inner join {{ ref('categories') }} as categories
        on all_values.category_code = categories.category_code

)

select * from with_line
