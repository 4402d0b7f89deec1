with

exposure as (

    select * from {{ ref('stg_branch_exposure__years') }}
    where {{ is_unapplied('branch_exposure') }}

),

branch_values as (

    select distinct value, code from {{ ref('int_reference_values') }}
    where domain = 'branch'

),

conformed as (

    select
        exposure.load_id,
        exposure.row_number,
        exposure.row_version,
        md5(concat_ws('|', branch_values.code, exposure.exposure_year)) as exposure_key,
        branch_values.code as branch_code,
        exposure.exposure_year,
        exposure.policies_in_force,
        exposure.premium_yuan,
        nullif(
            concat_ws(
                ', ',
                exposure.row_problems,
                case when branch_values.code is null then 'unknown_branch' end,
                case when exposure.exposure_year is null then 'unparseable_year' end,
                case
                    when exposure.policies_in_force_text is null and exposure.premium_yuan_text is null
                        then 'missing_exposure'
                end,
                case
                    when
                        (exposure.policies_in_force_text is not null and exposure.policies_in_force is null)
                        or (exposure.premium_yuan_text is not null and exposure.premium_yuan is null)
                        or exposure.policies_in_force < 0
                        or exposure.premium_yuan < 0
                        or not isfinite(exposure.premium_yuan)
                        then 'unparseable_exposure'
                end
            ),
            ''
        ) as quarantine_reasons

    from exposure
    left join branch_values
        on exposure.branch_value = branch_values.value

)

select * from conformed
