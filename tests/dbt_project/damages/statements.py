"""How damages are written: SQL that changes a row of a mart, and rows that are always there."""

from __future__ import annotations

RANKED = (
    "scope_level = 'company' and source_system = 'call_center' and report_year = 2011 and branch_code = 'heilongjiang'"
)

COMPANY = "scope_level = 'company' and source_system = 'call_center' and report_year = 2011"

CLAIMS = "scope_code = 'claims' and source_system = 'call_center' and report_year = 2011"


def one_of(table: str, condition: str = "complaints > 0") -> str:
    return f"rowid = (select min(rowid) from {table} where {condition})"


def updates(table: str, where: str, *changes: str) -> tuple[str, ...]:
    return tuple(f"update {table} set {change} where {where}" for change in changes)
