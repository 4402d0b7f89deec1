-- Guards against lines of a version that no longer counts: the first is the complaint's own row, all are of its file, and none is missing between.
{{ config(meta={'dagster': {'ref': {'name': 'complaint_lines'}}}) }}
select
    lines.complaint_key,
    lines.line_number

from {{ ref('complaint_lines') }} as lines
left join {{ ref('fct_complaints') }} as complaints
    on lines.complaint_key = complaints.complaint_key
qualify
    complaints.load_id is distinct from lines.load_id
    or (lines.line_number = 1) is distinct from (complaints.row_number = lines.row_number)
    or max(lines.line_number) over (partition by lines.complaint_key)
    is distinct from count(*) over (partition by lines.complaint_key)
