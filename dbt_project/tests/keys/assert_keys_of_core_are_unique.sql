-- Guards against a table of core in which two rows have the same key, or a row of a key of one column none.
-- The key of the fact has a test of its own, which looks at what is new.
{{ config(meta={
    'dagster': {'ref': {'name': 'dim_branch'}},
    'remedy': "Remove warehouse.duckdb, which the next run makes anew from the lake; if the same rows fail again, its model is wrong.",
}) }}

{{ repeated_keys([
    'agg_complaints_monthly',
    'complaint_lines',
    'dim_branch',
    'dim_category',
    'dim_cause',
    'dim_channel',
    'dim_date',
    'dim_feed_year',
    'dim_grievance',
    'dim_scope',
    'dim_service_item',
    'dim_status',
    'dim_subcategory',
    'fct_branch_exposure',
    'fct_satisfaction_answers',
], long=['agg_complaints_monthly', 'complaint_lines', 'fct_satisfaction_answers']) }}
