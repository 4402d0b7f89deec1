with

crosswalk as (

    select
        source_system,
        upper({{ remove_spaces('source_value') }}) as value,
        1 as precedence,
        category_code,
        subcategory_code,
        coalesce(valid_from, date '0001-01-01') as valid_from,
        coalesce(valid_to, date '9999-12-31') as valid_to

    from {{ ref('category_crosswalk') }}

),

category_aliases as (

    select
        source_system,
        upper({{ remove_spaces('alias') }}) as value,
        upper({{ remove_spaces('canonical_value') }}) as canonical_value

    from {{ ref('aliases') }}
    where domain = 'category'

),

aliased as (

    select
        crosswalk.source_system,
        category_aliases.value,
        case when category_aliases.source_system is not null then 2 else 3 end as precedence,
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
    union all by name
    select * from aliased

),

-- a name of the crosswalk beats an alias, and an alias for one feed beats one for all
preferred as (

    select * from all_values
    qualify rank() over (partition by source_system, value order by precedence) = 1

),

with_line as (

    select
        preferred.source_system,
        preferred.value,
        categories.line_code,
        preferred.category_code,
        preferred.subcategory_code,
        preferred.valid_from,
        preferred.valid_to

    from preferred
    inner join {{ ref('categories') }} as categories
        on preferred.category_code = categories.category_code

)

select * from with_line
