with

months as (

    select
        *,
        make_date(report_year, month, 1) as first_day

    from {{ ref('monthly_distribution') }}

)

select
    {{ bi_key(['months.source_system', "strftime(months.first_day, '%Y-%m')", scope_key('months')]) }} as months_key,
    {{ scope_columns('months') }},
    strftime(months.first_day, '%Y-%m') as month_key,
    months.first_day as month_start,
    year(months.first_day) || '-Q' || quarter(months.first_day) as quarter,
    months.month,
    strftime(months.first_day, '%B') as month_name,
    months.month || '月' as month_name_zh,
    months.complaints,
    months.share_of_year,
    months.rank_in_year,
    months.is_peak,
    months.peak_p_value,
    months.is_peak_beyond_chance,
    months.complaints_prior_month,
    months.mom_change_rate,
    months.is_comparable_with_prior_month,
    months.complaints_prior_year,
    months.yoy_change_rate,
    months.is_comparable,
    months.is_covered,
    months.comparability_note

from months
{{ join_scope_names('months') }}
