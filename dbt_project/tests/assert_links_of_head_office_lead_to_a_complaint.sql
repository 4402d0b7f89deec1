-- Guards against a reference of head office that leads to no call-center complaint: a wrong number, or a file that is missing.
{{ config(severity='warn', meta={
    'dagster': {'ref': {'name': 'int_hq_links'}},
    'remedy': "Correct the call center's number in head office's register, or land the call-center file that is missing.",
}) }}
select
    links.complaint_key,
    complaints.complaint_number,
    links.report_year,
    links.link_status

from {{ ref('int_hq_links') }} as links
inner join {{ ref('fct_complaints') }} as complaints
    on links.complaint_key = complaints.complaint_key
where links.link_status in ('nowhere', 'void')
order by links.report_year, complaints.complaint_number
