with

exposure as (

    select * from {{ ref('fct_branch_exposure') }}
    where premium_yuan > 0

),

-- a branch that gave its premium in one of the two years only would pass for growth
company_exposure_years as (

    select
        exposure.exposure_year as report_year,
        sum(exposure.premium_yuan) as premium_yuan,
        sum(prior_years.premium_yuan) as premium_yuan_prior_year

    from exposure
    inner join exposure as prior_years
        on
            exposure.branch_code = prior_years.branch_code
            and exposure.exposure_year - 1 = prior_years.exposure_year
    group by exposure.exposure_year

)

select * from company_exposure_years
