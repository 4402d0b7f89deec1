-- Guards against a view of `bi` in which two rows have the same key, or a row of a key of one column none. `complaints_monthly` and `cases` have
-- as many rows as cube and fact, whose keys have tests of their own.
{{ config(meta={
    'dagster': {'ref': {'name': 'bi_year_on_year'}},
    'remedy': "Remove warehouse.duckdb, which the next run makes anew from the lake; if the same rows fail again, the view named joins a dimension wrongly.",
}) }}

{{ repeated_keys([
    'bi_year_on_year',
    'bi_branches',
    'bi_months',
    'bi_open_cases',
    'bi_dim_branch',
    'bi_dim_category',
    'bi_dim_cause',
    'bi_dim_channel',
    'bi_dim_grievance',
    'bi_dim_month',
]) }}
