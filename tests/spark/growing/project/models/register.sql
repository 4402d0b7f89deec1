select load_id, complaint_key, received_month from {{ ref('arrivals') }}
