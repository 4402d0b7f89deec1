with

exposure as (

    select * from {{ ref('stg_branch_exposure__years') }}
    where {{ is_unapplied('branch_exposure') }}

),

branch_values as (

    select distinct value, code from {{ ref('int_reference_values') }}
    where domain = 'branch'

),

identified as (

    select
        exposure.*,
        branch_values.code as branch_code

    from exposure
    left join branch_values
        on exposure.branch_value = branch_values.value

),

conformed as (

    select
        load_id,
        row_number,
        row_version,
        md5(concat_ws('|', branch_code, exposure_year)) as exposure_key,
        branch_code,
        exposure_year,
        policies_in_force,
        premium_yuan,
        {{ quarantine_reasons('exposure') }} as quarantine_reasons

    from identified

)

select * from conformed
