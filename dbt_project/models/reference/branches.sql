with

branches as (

    select * from {{ located(source('configuration', 'branches')) }}

),

-- an organisation's register may say nothing of regions
regions_left_out as (

    select
        cast(null as varchar) as region,
        cast(null as varchar) as region_name,
        cast(null as varchar) as region_name_zh

    where false

),

with_regions as (

    select * from branches
    union all by name
    select * from regions_left_out

)

select
    trim(branch_code) as branch_code,
    trim(branch_name) as branch_name,
    trim(branch_name_zh) as branch_name_zh,
    trim(region) as region,
    trim(region_name) as region_name,
    trim(region_name_zh) as region_name_zh,
    {{ place_in_file() }}

from with_regions
