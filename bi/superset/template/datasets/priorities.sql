-- what the satisfaction survey says of a service item, beside its share of the category's complaints
select
    cast(priorities.report_year as varchar) as year,
    unnest([categories.line_name$zh, '$company']) as line,
    categories.category_name$zh as category,
    coalesce(items.service_item_name$zh, priorities.service_item_code) as service_item,
    priorities.respondents,
    priorities.satisfaction_score,
    priorities.dissatisfied_rate,
    priorities.complaints,
    priorities.complaint_share,
    priorities.priority_rank,
    case priorities.quadrant $quadrants else '$not_told' end as quadrant,
    priorities.quadrant_chance,
    categories.display_order as position
from marts.improvement_priority as priorities
inner join bi.dim_category as categories
    on priorities.category_code = categories.category_code
left join core.dim_service_item as items
    on priorities.category_code = items.category_code and priorities.service_item_code = items.service_item_code
