"""Complaints against the same time a year earlier: the figures, whether they can be compared, and what chance does."""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.report.content.facts import Facts, Scope
from orchestration.report.content.marks import LEVEL, Verdict
from orchestration.report.figures import Figure, Unit, given
from orchestration.report.sources import Key, cell, derived


@dataclass(frozen=True)
class Change:
    """A scope's complaints against the same time a year earlier.

    `now` are all of the period, `compared` those of the time that both years cover, `before` those of that time a year
    earlier. Where nothing can be compared, `before` and what follows from it have no value. `p_value` is the one that
    the verdict rests on: of a year the one that allows for how many changes are looked at.
    """

    now: Figure
    compared: Figure
    before: Figure
    rate: Figure
    low: Figure
    high: Figure
    p_value: Figure
    verdict: Verdict

    @property
    def is_comparable(self) -> bool:
        """Whether the two years can be held against one another."""
        return self.before.value is not None

    @property
    def is_of_part(self) -> bool:
        """Whether less is compared than was received."""
        return self.is_comparable and self.compared.value != self.now.value


def change(facts: Facts, scope: Scope) -> Change:
    """The change of a scope in the report's period."""
    return _of_year(facts, scope) if facts.period.is_year else _of_part(facts, scope)


def change_of_branch(facts: Facts, scope: Scope, branch_code: str) -> Change:
    """The change of one branch in a scope that `branch_ranking` has: the company or a line."""
    if facts.period.is_year:
        keys: dict[str, Key] = {**facts.year_keys, **scope.keys, "branch_code": branch_code}
        return _of_mart(facts, "branch_ranking", keys)
    return _of_part(facts, scope, branch_code=branch_code)


def _of_year(facts: Facts, scope: Scope) -> Change:
    return _of_mart(facts, "yearly_comparison", {**facts.year_keys, **scope.keys})


def _of_mart(facts: Facts, mart: str, keys: dict[str, Key]) -> Change:
    [row] = facts.reader.rows(mart, **keys)

    def figure(unit: Unit, column: str) -> Figure:
        return facts.context.figure(unit, cell(mart, column, keys))

    now = figure(Unit.COUNT, "complaints")
    if not row["is_comparable"]:
        return _withheld(now)
    is_nothing = not row["complaints_compared"] and not row["complaints_prior_year"]
    return Change(
        now,
        figure(Unit.COUNT, "complaints_compared"),
        figure(Unit.COUNT, "complaints_prior_year"),
        figure(Unit.CHANGE, "yoy_change_rate"),
        figure(Unit.CHANGE, "yoy_rate_low"),
        figure(Unit.CHANGE, "yoy_rate_high"),
        figure(Unit.P_VALUE, "yoy_p_value_adjusted"),
        _verdict(is_nothing, is_beyond=row["is_significant"]),
    )


def _of_part(facts: Facts, scope: Scope, **more: Key) -> Change:
    before = facts.period.before
    source, base = facts.counted(scope, facts.period, **more), facts.counted(scope, before, **more)
    now = facts.context.figure(Unit.COUNT, source)
    if not facts.is_whole(facts.period) or not facts.is_whole(before) or facts.has_break(scope):
        return _withheld(now)

    def figure(unit: Unit, function: str) -> Figure:
        return facts.context.figure(unit, derived(function, source, base))

    p_value = figure(Unit.P_VALUE, "change_p_value")
    chance = p_value.value
    return Change(
        now,
        now,
        facts.context.figure(Unit.COUNT, base),
        figure(Unit.CHANGE, "change"),
        figure(Unit.CHANGE, "change_low"),
        figure(Unit.CHANGE, "change_high"),
        p_value,
        _verdict(chance is None, is_beyond=isinstance(chance, float) and chance < LEVEL),
    )


def _verdict(is_nothing: bool, is_beyond: bool) -> Verdict:
    if is_nothing:
        return Verdict.NOTHING
    return Verdict.BEYOND_CHANCE if is_beyond else Verdict.WITHIN_CHANCE


def _withheld(now: Figure) -> Change:
    missing = {unit: given(None, unit) for unit in (Unit.COUNT, Unit.CHANGE, Unit.P_VALUE)}
    rate = missing[Unit.CHANGE]
    return Change(now, now, missing[Unit.COUNT], rate, rate, rate, missing[Unit.P_VALUE], Verdict.NOT_COMPARABLE)
