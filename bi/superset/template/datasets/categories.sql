-- categories within each line, and within the company
select
    years.source_system_name$zh as source,
    cast(years.report_year as varchar) as year,
    parents.scope_name$zh as line,
    years.scope_name$zh as category,
    years.complaints,
    years.complaints_prior_year,
    years.yoy_change,
    years.yoy_change_rate,
    years.yoy_rate_low_adjusted,
    years.yoy_rate_high_adjusted,
    case
        when not years.is_comparable then '$not_comparable'
        when years.is_significant is null then '$not_tested'
        when not years.is_significant then '$within_chance'
        when years.yoy_change > 0 then '$more_beyond_chance'
        else '$fewer_beyond_chance'
    end as verdict,
    shares.rank,
    shares.share,
    shares.share_low,
    shares.share_high,
    shares.share_prior_year
from marts.category_share as shares
inner join bi.year_on_year as years
    on
        shares.source_system = years.source_system
        and shares.report_year = years.report_year
        and shares.scope_level = years.scope_level
        and shares.scope_code = years.scope_code
inner join bi.year_on_year as parents
    on
        shares.source_system = parents.source_system
        and shares.report_year = parents.report_year
        and shares.parent_level = parents.scope_level
        and shares.parent_code = parents.scope_code
where
    shares.scope_level = 'category'
    and (years.complaints > 0 or years.complaints_prior_year > 0)
