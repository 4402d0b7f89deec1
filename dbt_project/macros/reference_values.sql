{#- The CTEs that end in `by_source_system`: names and aliases of each feed with their codes, and what beats what. -#}
{% macro values_by_source_system(cleaned_values, aliased_values) -%}
all_values as (

    select domain, null as source_system, category_code, value, code, 1 as precedence from {{ cleaned_values }}
    union all
    select
        domain,
        source_system,
        category_code,
        value,
        code,
        case when source_system is not null then 2 else 3 end as precedence

    from {{ aliased_values }}

),

by_source_system as (

    select
        all_values.domain,
        source_systems.source_system,
        all_values.category_code,
        all_values.value,
        all_values.code,
        all_values.precedence

    from all_values
    cross join (values ('call_center'), ('hq')) as source_systems (source_system)
    where coalesce(all_values.source_system, source_systems.source_system) = source_systems.source_system

)
{%- endmacro %}
