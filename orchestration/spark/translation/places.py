"""The place of a row in what was read."""

from __future__ import annotations

from sqlglot import exp

from orchestration.spark.translation.numbers import Rule
from orchestration.spark.translation.typing import call, number


def _place(node: exp.Expression) -> exp.Expression:
    """`row_number() over ()` numbers rows as they come, which Spark does within one file, as reference data are."""
    named = (node.args.get(part) for part in ("partition_by", "order", "alias"))
    if isinstance(node.this, exp.RowNumber) and not any(named):
        return exp.Add(this=call("monotonically_increasing_id"), expression=number(1))
    return node


RULES: dict[type[exp.Expression], Rule] = {exp.Window: _place}
