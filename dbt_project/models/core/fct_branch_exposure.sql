with

exposure as (

    select * from {{ ref('int_branch_exposure_conformed') }}
    where quarantine_reasons is null

),

latest_versions as (

    select
        exposure_key,
        max(row_version) as row_version

    from exposure
    group by exposure_key

),

facts as (

    select
        exposure.exposure_key,
        exposure.load_id,
        exposure.row_number,
        exposure.row_version,
        exposure.branch_code,
        exposure.exposure_year,
        exposure.policies_in_force,
        exposure.premium_yuan

    from exposure
    inner join latest_versions
        on
            exposure.exposure_key = latest_versions.exposure_key
            and exposure.row_version = latest_versions.row_version

)

select * from facts
