-- how many complaints of head office the call center has too
select
    cast(overlap.report_year as varchar) as year,
    scopes.scope_name$zh as line,
    overlap.hq_complaints,
    overlap.linked_to_call_center,
    overlap.linked_share,
    overlap.branch_disagrees,
    overlap.category_disagrees
from marts.feed_overlap as overlap
inner join core.dim_scope as scopes
    on overlap.scope_level = scopes.scope_level and overlap.scope_code = scopes.scope_code
