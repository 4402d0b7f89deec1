select
    {{ month_columns('calendar_date') }},
    calendar_quarter as quarter_of_year,
    calendar_month as month,
    strftime(calendar_date, '%B') as month_name,
    calendar_month || '月' as month_name_zh,
    calendar_year * 100 + calendar_month as display_order

from {{ ref('dim_date') }}
where day(calendar_date) = 1
