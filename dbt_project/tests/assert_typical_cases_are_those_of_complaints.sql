-- Guards against a written account that stands under no complaint, under another one, or with other words than were given, and against one that is
-- left out.
{{ config(meta={
    'dagster': {'ref': {'name': 'typical_cases'}},
    'remedy': "Remove warehouse.duckdb, which the next run makes anew from the lake; if the same cases fail again, the model of typical_cases is wrong.",
}) }}
with

accounts as (

    select
        complaints.source_system,
        complaints.complaint_key,
        complaints.report_year,
        complaints.category_code,
        complaints.controllability,
        accounts.what_happened,
        accounts.analysis,
        accounts.lesson

    from {{ ref('int_case_narratives') }} as accounts
    inner join {{ ref('fct_complaints') }} as complaints
        on
            accounts.complaint_key = complaints.complaint_key
            and accounts.row_version = complaints.row_version
    where complaints.is_void is not true

)

select coalesce(accounts.complaint_key, cases.complaint_key) as complaint_key

from accounts
full join {{ ref('typical_cases') }} as cases
    on accounts.complaint_key = cases.complaint_key
where
    {% for column in [
        'complaint_key', 'source_system', 'report_year', 'category_code', 'controllability', 'what_happened', 'analysis', 'lesson'
    ] %}
    {{ "or " if not loop.first }}accounts.{{ column }} is distinct from cases.{{ column }}
    {%- endfor %}
