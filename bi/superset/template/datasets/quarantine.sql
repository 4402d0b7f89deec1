-- rows that could not be used, once for each reason
select
    case feed $feeds else feed end as feed,
    file_name,
    row_number,
    case reason $reasons else reason end as reason
from (select *, unnest(string_split(reasons, ', ')) as reason from marts.quarantined_rows)
