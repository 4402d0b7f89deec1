-- causes within each category, ranked
select
    categories.source_system_name$zh as source,
    cast(causes.report_year as varchar) as year,
    unnest([lines.line_name$zh, '$company']) as line,
    categories.scope_name$zh as category,
    coalesce(names.cause_name$zh, causes.cause_code) as cause,
    coalesce(names.controllability_name$zh, causes.controllability) as controllability,
    causes.rank,
    causes.complaints,
    causes.share,
    causes.share_low,
    causes.share_high,
    causes.share_prior_year,
    lines.display_order as position
from marts.cause_breakdown as causes
inner join bi.year_on_year as categories
    on
        causes.source_system = categories.source_system
        and causes.report_year = categories.report_year
        and causes.scope_level = categories.scope_level
        and causes.scope_code = categories.scope_code
inner join bi.dim_category as lines
    on causes.scope_code = lines.category_code
left join bi.dim_cause as names
    on causes.scope_code = names.category_code and causes.cause_code = names.cause_code
where causes.scope_level = 'category' and causes.complaints > 0
