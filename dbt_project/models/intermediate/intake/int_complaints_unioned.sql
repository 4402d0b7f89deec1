with

call_center as (

    select
        *,
        'call_center' as source_system,
        cast(null as varchar) as call_center_number,
        cast(null as varchar) as what_happened,
        cast(null as varchar) as analysis,
        cast(null as varchar) as lesson

    from {{ ref('stg_call_center__complaints') }}
    where {{ is_unapplied('call_center', judge_again=true) }}

),

hq as (

    select
        *,
        'hq' as source_system,
        cast(null as varchar) as narrative

    from {{ ref('stg_hq__complaints') }}
    where {{ is_unapplied('hq', judge_again=true) }}

),

unioned as (

    select * from call_center
    union all by name
    select * from hq

)

select * from unioned
