-- Guards against an intermediate model of taxonomy in which two rows have the same key, or a row of a key of one column none.
{{ config(meta={
    'dagster': {'ref': {'name': 'int_taxonomy_breaks_crossed'}},
    'remedy': "Remove warehouse.duckdb, which the next run makes anew from the lake; if the same rows fail again, its model is wrong.",
}) }}

{{ repeated_keys([
    'int_taxonomy_breaks_crossed',
    'int_taxonomy_bridges_crossed',
    'int_undeclared_breaks',
]) }}
