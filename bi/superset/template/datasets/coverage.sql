-- whether anything is missing: what came in each month beside what the feed's own pace lets expect
select
    case coverage.source_system $sources end as source,
    cast(coverage.report_year as varchar) as year,
    months.month_name$zh as month,
    coverage.month as position,
    coverage.complaints,
    coverage.expected_complaints,
    case coverage.coverage $coverage else coverage.coverage end as coverage
from marts.feed_coverage as coverage
inner join bi.dim_month as months
    on coverage.month_start = months.month_start
