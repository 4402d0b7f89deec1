select load_id, complaint_key, row_version, received_month, amount
from lake.arrivals
where filename in ({{ env_var('FILES_TO_BUILD') if execute }})
