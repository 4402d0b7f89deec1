-- Guards against an intermediate model of scopes in which two rows have the same key, or a row of a key of one column none.
{{ config(meta={
    'dagster': {'ref': {'name': 'int_scope_years'}},
    'remedy': "Remove warehouse.duckdb, which the next run makes anew from the lake; if the same rows fail again, its model is wrong.",
}) }}

{{ repeated_keys([
    'int_change_dispersion',
    'int_change_p_values',
    'int_closure_curves',
    'int_code_years',
    'int_company_gaps',
    'int_feed_year_scopes',
    'int_month_tests',
    'int_scope_comparisons',
    'int_scope_years',
    'int_service_item_years',
    'int_yoy_significance',
]) }}
