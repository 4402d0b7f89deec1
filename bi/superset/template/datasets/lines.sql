-- company and lines, year on year
select
    source_system_name$zh as source,
    cast(report_year as varchar) as year,
    scope_name$zh as line,
    complaints,
    complaints_prior_year,
    yoy_change,
    yoy_change_rate,
    yoy_rate_low_adjusted,
    yoy_rate_high_adjusted,
    100 * yoy_gap_vs_company as gap_in_points,
    100 * yoy_gap_low as gap_low_in_points,
    100 * yoy_gap_high as gap_high_in_points,
    case
        when not is_comparable then '$not_comparable'
        when is_significant is null then '$not_tested'
        when not is_significant then '$within_chance'
        when yoy_change > 0 then '$more_beyond_chance'
        else '$fewer_beyond_chance'
    end as verdict,
    comparability_note
from bi.year_on_year
where scope_level in ('company', 'line')
