-- how many customers complain again within a year
select
    case rates.source_system $sources end as source,
    cast(rates.report_year as varchar) as year,
    rates.customers,
    rates.repeat_customers,
    rates.repeat_complaints,
    rates.repeat_customer_rate,
    rates.repeat_customer_rate_low,
    rates.repeat_customer_rate_high
from marts.repeat_rates as rates
