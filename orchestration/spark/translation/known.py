"""What may stand in a model: a function that is not here is refused, until it is known what Spark makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlglot import exp

from orchestration.spark.translation.typing import refuse

# translated by a rule, or the same in both engines, as the tests of whole models and of single functions have shown
_NAMES = """
    Abs And AnyValue ArgMax ArgMin Array ArrayAgg ArrayContains ArrayDistinct
    ArrayFilter ArrayMin ArraySort ArrayToString Avg
    Case Cast Cbrt Ceil Coalesce ConcatWs Contains Count DateDiff DateFromParts Day DayOfWeekIso Exists Exp Explode
    Floor GenerateSeries Greatest GroupConcat If Lag Last LastDay Lead Least Length Ln LogicalAnd LogicalOr MD5 Max
    Median Min Month Nullif Or PercentileCont Pi Pow Quarter Rank RegexpExtract RegexpFullMatch RegexpLike
    RegexpReplace Replace Round RowNumber Sign Sinh SplitPart Sqrt StartsWith Struct Sum TimeToStr TimestampTrunc ToDays
    Transform Translate Trim TryCast Upper Year
"""
_KINDS = frozenset(_NAMES.split())


def unknown_functions(query: exp.Expression, named: Iterable[str]) -> Iterator[exp.Expression]:
    """Calls of functions that are neither known here nor, by name, to the rules."""
    names = frozenset(named)
    for call in query.find_all(exp.Func):
        is_known = call.name.lower() in names if isinstance(call, exp.Anonymous) else type(call).__name__ in _KINDS
        if not is_known:
            yield call


def refuse_unknown(query: exp.Expression, named: Iterable[str]) -> None:
    """Raise where the query calls a function that has no translation."""
    for call in unknown_functions(query, named):
        name = call.name if isinstance(call, exp.Anonymous) else call.sql_name().lower()
        raise refuse(
            call, f"{name}() has no translation: use another function, or add it to orchestration/spark/translation"
        )
