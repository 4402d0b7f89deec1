-- whether operations could have prevented it, by category within each line and within the company
select
    categories.source_system_name$zh as source,
    cast(rates.report_year as varchar) as year,
    parents.scope_name$zh as line,
    categories.scope_name$zh as category,
    rates.complaints,
    rates.controllable,
    rates.uncontrollable,
    rates.undetermined,
    rates.controllable_rate,
    rates.controllable_rate_low,
    rates.controllable_rate_high,
    rates.controllable_rate_prior_year,
    100 * rates.controllable_rate_change as rate_change_in_points,
    rates.controllable_rate_change_p_value
from marts.controllability as rates
inner join marts.category_share as shares
    on
        rates.source_system = shares.source_system
        and rates.report_year = shares.report_year
        and rates.scope_level = shares.scope_level
        and rates.scope_code = shares.scope_code
inner join bi.year_on_year as categories
    on
        rates.source_system = categories.source_system
        and rates.report_year = categories.report_year
        and rates.scope_level = categories.scope_level
        and rates.scope_code = categories.scope_code
inner join bi.year_on_year as parents
    on
        shares.source_system = parents.source_system
        and shares.report_year = parents.report_year
        and shares.parent_level = parents.scope_level
        and shares.parent_code = parents.scope_code
where rates.scope_level = 'category' and rates.complaints > 0
