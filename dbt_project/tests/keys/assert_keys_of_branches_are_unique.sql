-- Guards against an intermediate model of branches in which two rows have the same key, or a row of a key of one column none.
{{ config(meta={
    'dagster': {'ref': {'name': 'int_branch_counts'}},
    'remedy': "Remove warehouse.duckdb, which the next run makes anew from the lake; if the same rows fail again, its model is wrong.",
}) }}

{{ repeated_keys([
    'int_branch_changes',
    'int_branch_counts',
    'int_branch_funnels',
    'int_branch_posteriors',
    'int_branch_rank_intervals',
    'int_branch_rates',
    'int_branch_spreads',
]) }}
