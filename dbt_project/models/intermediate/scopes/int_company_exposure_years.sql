with

exposure as (

    select * from {{ ref('fct_branch_exposure') }}
    where premium_yuan > 0

),

register as (

    select count(*) as branches from {{ ref('dim_branch') }}
    where branch_code not in ('unspecified', 'unmapped')

),

-- a branch that gave its premium in one of the two years only would pass for growth, and that of a few branches for that of the company
company_exposure_years as (

    select
        exposure.exposure_year as report_year,
        sum(exposure.premium_yuan) as premium_yuan,
        sum(prior_years.premium_yuan) as premium_yuan_prior_year

    from exposure
    cross join register
    inner join exposure as prior_years
        on
            exposure.branch_code = prior_years.branch_code
            and exposure.exposure_year - 1 = prior_years.exposure_year
    group by exposure.exposure_year, register.branches
    having count(*) >= 0.8 * register.branches

)

select * from company_exposure_years
