with

cube as (

    select
        *,
        coalesce(subcategory_code, 'unspecified') as subcategory

    from {{ ref('agg_complaints_monthly') }}

)

select
    {{ bi_key([
        'cube.source_system', "strftime(cube.received_month, '%Y-%m')", 'cube.branch_code', 'cube.category_code', 'cube.subcategory',
        'cube.channel_code', 'cube.cause_code', 'cube.grievance_code', 'cube.controllability'
    ]) }} as complaints_monthly_key,
    cube.source_system,
    {{ both_given_names('source_system', 'cube.source_system') }},
    {{ month_columns('cube.received_month') }},
    {{ code_columns('cube') }},
    cube.complaints

from cube
{{ join_code_names('cube') }}
