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

{% if is_incremental() -%}
-- a version that arrives late is older than the one that stands
newer_versions as (

    select latest_versions.*

    from latest_versions
    left join {{ this }} as facts
        on latest_versions.exposure_key = facts.exposure_key
    where facts.row_version is null or facts.row_version < latest_versions.row_version

),
{%- else -%}
newer_versions as (

    select * from latest_versions

),
{%- endif %}

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
    inner join newer_versions
        on
            exposure.exposure_key = newer_versions.exposure_key
            and exposure.row_version = newer_versions.row_version

)

select * from facts
