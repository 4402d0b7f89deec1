-- Guards against a complaint that is counted twice because its feed's name for a category holds twice on the same day.
{{ config(meta={'dagster': {'ref': {'name': 'int_category_values'}}}) }}
with

category_values as (

    select * from {{ ref('int_category_values') }}

)

select
    earlier.source_system,
    earlier.value,
    earlier.category_code,
    later.category_code as other_category_code,
    later.valid_from

from category_values as earlier
inner join category_values as later
    on
        earlier.source_system = later.source_system
        and earlier.value = later.value
        and earlier.valid_from < later.valid_from
        and earlier.valid_to >= later.valid_from
