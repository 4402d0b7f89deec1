-- depends_on: {{ ref('affected_months') }}
select received_month, complaint_key, row_version, amount
from {{ ref('arrivals') }}
qualify row_number() over (partition by complaint_key order by row_version desc) = 1
