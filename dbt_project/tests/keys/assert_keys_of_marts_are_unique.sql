-- Guards against a mart in which two rows have the same key, or a row of a key of one column none.
{{ config(meta={
    'dagster': {'ref': {'name': 'yearly_comparison'}},
    'remedy': "Remove warehouse.duckdb, which the next run makes anew from the lake; if the same rows fail again, its model is wrong.",
}) }}

{{ repeated_keys([
    'branch_ranking',
    'case_closure',
    'category_share',
    'cause_breakdown',
    'change_decomposition',
    'channel_mix',
    'controllability',
    'feed_coverage',
    'feed_ledger',
    'feed_overlap',
    'figure_reconciliation',
    'figure_revisions',
    'grievance_breakdown',
    'improvement_priority',
    'monthly_distribution',
    'open_cases',
    'quarantined_rows',
    'repeat_complainants',
    'repeat_rates',
    'taxonomy_changes',
    'typical_cases',
    'unmapped_values',
    'yearly_comparison',
]) }}
