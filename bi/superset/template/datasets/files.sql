-- what became of each file
select
    case feed $feeds else feed end as feed,
    file_name,
    case status $file_statuses end as status,
    received_at,
    rows_read,
    rows_accepted,
    rows_superseded,
    rows_quarantined
from marts.feed_ledger
