"""Totals and counts that differ in the values of their keys alone: one question to the release answers all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from orchestration.report.sources import Key, Range
from orchestration.sql_text import identifier

# so many times a total is asked for by itself before all of its kind are
_ALONE = 2

# of more groups than these, totals are asked for one by one
_MOST_GROUPS = 50_000

Keys = Sequence[tuple[str, Key]]
Group = list[tuple[tuple[Any, ...], int]]


@dataclass
class Grouped:
    """Aggregates of whole numbers over the rows of tables, by the columns that keys name."""

    fetch: Callable[[str], list[dict[str, Any]]]
    _asked: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    _groups: dict[tuple[Any, ...], dict[tuple[Any, ...], Group] | None] = field(default_factory=dict)

    def value(self, aggregate: str, table: str, keys: Keys) -> int | None:
        """The aggregate over the rows with these keys, or None where it has to be asked for by itself.

        `aggregate` is `count(*)` or a sum, `table` a qualified name.
        """
        single = [(name, value) for name, value in keys if not isinstance(value, Range)]
        ranges = [(name, value) for name, value in keys if isinstance(value, Range)]
        shape = (aggregate, table, tuple(name for name, _ in single), tuple(name for name, _ in ranges))
        if len({name for name, _ in keys}) < max(1, len(keys)):
            return None
        self._asked[shape] += 1
        if self._asked[shape] <= _ALONE:
            return None
        if shape not in self._groups:
            self._groups[shape] = self._all(*shape)
        groups = self._groups[shape]
        if groups is None:
            return None
        group = groups.get(tuple(value for _, value in single), [])
        return sum(number for values, number in group if _all_within(values, [value for _, value in ranges]))

    def _all(
        self, aggregate: str, table: str, single: tuple[str, ...], ranges: tuple[str, ...]
    ) -> dict[tuple[Any, ...], Group] | None:
        columns = ", ".join(identifier(name) for name in (*single, *ranges))
        query = f"select {columns}, {aggregate} as aggregate from {table} group by {columns} limit {_MOST_GROUPS + 1}"
        rows = self.fetch(query)
        if len(rows) > _MOST_GROUPS or any(not isinstance(row["aggregate"], int) for row in rows):
            return None
        groups: dict[tuple[Any, ...], Group] = {}
        for row in rows:
            group = groups.setdefault(tuple(row[name] for name in single), [])
            group.append((tuple(row[name] for name in ranges), row["aggregate"]))
        return groups


def _all_within(values: Sequence[Any], ranges: Sequence[Range]) -> bool:
    pairs = zip(values, ranges, strict=True)
    return all(value is not None and wanted.first <= value <= wanted.last for value, wanted in pairs)
