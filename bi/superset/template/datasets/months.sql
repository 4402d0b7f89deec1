-- months of the company and of each line
select
    source_system_name$zh as source,
    cast(report_year as varchar) as year,
    scope_name$zh as line,
    month_name$zh as month,
    month as position,
    complaints,
    share_of_year,
    rank_in_year,
    mom_change_rate,
    complaints_prior_year,
    yoy_change_rate,
    peak_p_value,
    case
        when is_peak_beyond_chance then '$peak_beyond_chance'
        when is_peak then '$peak_maybe_chance'
        else ''
    end as peak
from bi.months
