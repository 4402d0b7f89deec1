"""What a test does to the small warehouse of this folder."""

from __future__ import annotations

from pathlib import Path

import duckdb

ADD_A_COMPLAINT = "insert into core.fct_complaints select 'k' || count(*), 1 from core.fct_complaints"
REVISE_A_FIGURE = "update marts.yearly_comparison set complaints = complaints + 1 where scope_code = 'operations'"


def change(warehouse: Path, sql: str) -> None:
    """Run `sql` on the warehouse file, as a later build would."""
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(sql)
