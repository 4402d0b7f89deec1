-- branches of the company and of each line, by what their business lets expect
select
    source_system_name$zh as source,
    cast(report_year as varchar) as year,
    scope_name$zh as line,
    branch_name$zh as branch,
    complaints,
    rank,
    expected_complaints,
    complaint_index,
    complaint_index_shrunken,
    case exposure_base when 'premium' then premium_yuan / 1e8 when 'policies' then policies_in_force / 1e4 end as exposure,
    case exposure_base
        when 'premium' then complaints_per_100m_premium
        when 'policies' then complaints_per_10k_policies
    end as complaint_rate,
    index_rank,
    rank_low,
    rank_high,
    funnel_low_95,
    funnel_high_95,
    funnel_low_998,
    funnel_high_998,
    funnel_band_name$zh as funnel_band,
    funnel_band not in ('within', 'no_exposure') as is_outside_funnel,
    complaints_prior_year,
    yoy_change,
    coalesce(is_high_incidence, false) as is_high_incidence,
    coalesce(is_zero, false) as is_zero,
    coalesce(consecutive_zero_years, 0) as consecutive_zero_years
from bi.branches
