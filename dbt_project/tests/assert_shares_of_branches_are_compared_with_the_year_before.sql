-- Guards against a change of a branch's share that is not the one from the year before's complaints to this year's.
{{ config(meta={
    'dagster': {'ref': {'name': 'branch_ranking'}},
    'remedy': "Remove warehouse.duckdb, which the next run makes anew from the lake; if the same branches fail again, the model int_branch_changes compares wrongly.",
}) }}
with

shares as (

    select
        *,
        {{ safe_divide('complaints_prior_year', 'sum(complaints_prior_year) over scope') }} as share_before,
        case when is_comparable then {{ safe_divide('complaints_compared', 'sum(complaints_compared) over scope') }} end as share_compared

    from {{ ref('branch_ranking') }}
    window scope as (partition by source_system, report_year, scope_level, scope_code)

)

select * from shares
where
    (share_prior_year is null) <> (share_before is null)
    or (share_change is null) <> (share_compared - share_before is null)
    or {{ is_close('share_prior_year', 'share_before') }} is false
    or {{ is_close('share_change', '(share_compared - share_before)', scale=1) }} is false
