-- Guards against an intermediate model of figures in which two rows have the same key, or a row of a key of one column none.
{{ config(meta={
    'dagster': {'ref': {'name': 'int_figure_values'}},
    'remedy': "Remove warehouse.duckdb, which the next run makes anew from the lake; if the same rows fail again, its model is wrong.",
}) }}

{{ repeated_keys([
    'int_figure_measures',
    'int_figure_values',
    'int_figures_followed',
]) }}
