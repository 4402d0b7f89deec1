-- Guards against an intermediate model of coverage in which two rows have the same key, or a row of a key of one column none.
{{ config(meta={
    'dagster': {'ref': {'name': 'int_feed_months'}},
    'remedy': "Remove warehouse.duckdb, which the next run makes anew from the lake; if the same rows fail again, its model is wrong.",
}) }}

{{ repeated_keys([
    'int_closed_only_days',
    'int_closing_delays',
    'int_coverage_gaps',
    'int_covered_days',
    'int_feed_calendar',
    'int_feed_gaps',
    'int_feed_latest_days',
    'int_feed_months',
    'int_received_islands',
]) }}
