-- depends_on: {{ ref('affected_months') }}
select
    received_month,
    count(*) as complaints,
    cast(sum(amount) as bigint) as amount
from {{ ref('facts') }}
{% if is_incremental() %}
where received_month in (select received_month from {{ ref('affected_months') }})
{% endif %}
group by received_month
