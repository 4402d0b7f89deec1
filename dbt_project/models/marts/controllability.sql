with

scope_years as (

    select * from {{ ref('int_scope_years') }}

),

controllability as (

    select
        source_system,
        report_year,
        scope_level,
        scope_code,
        complaints,
        controllable,
        uncontrollable,
        undetermined,
        {{ ratio('controllable', 'complaints') }} as controllable_rate,
        {{ ratio('uncontrollable', 'complaints') }} as uncontrollable_rate

    from scope_years

)

select * from controllability
