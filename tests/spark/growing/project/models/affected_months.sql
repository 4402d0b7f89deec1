select distinct register.received_month
from {{ ref('register') }} as register
inner join {{ ref('arrivals') }} as arrivals using (complaint_key)
