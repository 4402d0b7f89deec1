"""Damages to the views that analysts open, which stand as tables here."""

from __future__ import annotations

from tests.dbt_project.damages.statements import one_of

_LEADING = {
    "complaints_monthly": ("branch_code", "category_code", "channel_code", "cause_key", "grievance_key", "month_key"),
    "cases": ("branch_code", "category_code", "channel_code", "cause_key", "grievance_key", "month_key"),
    "open_cases": ("branch_code", "category_code", "month_key"),
    "branches": ("branch_code",),
    "months": ("month_key",),
}

_HOLDING = ("complaints_monthly", "year_on_year", "branches", "months", "open_cases", "cases")

DAMAGES = {
    "assert_bi_views_hold_every_row_once": (
        *(f"insert into bi.{view} select * from bi.{view} limit 1" for view in _HOLDING),
        *(f"delete from bi.{view} where {one_of(f'bi.{view}', 'true')}" for view in _HOLDING),
        f"update bi.complaints_monthly set complaints = complaints + 1 where {one_of('bi.complaints_monthly')}",
    ),
    "assert_bi_keys_lead_to_their_dimension": tuple(
        f"update bi.{view} set {key} = {value} where {one_of(f'bi.{view}', 'true')}"
        for view, keys in _LEADING.items()
        for key in keys
        for value in ("'nowhere'", "null")
    ),
}
