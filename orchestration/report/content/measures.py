"""Measures of the marts in words, and the figures that tables of figures hold of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orchestration.report.content.context import Context, number
from orchestration.report.content.pieces import branch_name, joined_by, text_of, word
from orchestration.report.document import Text
from orchestration.report.figures import Figure, Unit, given
from orchestration.report.sources import Key, Source
from orchestration.report.statements.slots import name

# differences of two fractions, which are told in points
_POINTS = frozenset({"yoy_gap_vs_company", "share_change", "controllable_rate_change", "uncontrollable_rate_change"})

# fractions of a base, which have a sign
_CHANGES = frozenset({"yoy_change_rate", "mom_change_rate", "yoy_rate_low", "yoy_rate_high"})

# what is neither a count nor a fraction
_NUMBERS = frozenset(
    {"complaint_index", "complaints_per_10k_policies", "complaints_per_100m_premium", "satisfaction_score"}
)


def unit_of(measure: str, is_fraction: bool) -> Unit:
    """How a measure's values are written."""
    if measure in _POINTS:
        return Unit.POINTS
    if measure in _CHANGES:
        return Unit.CHANGE
    if measure in _NUMBERS or measure.endswith(("_days_to_close", "_to_close")):
        return Unit.NUMBER
    return Unit.SHARE if is_fraction else Unit.COUNT


def figure_of(
    context: Context, measure: str, source: Source, unit: str, decimals: int, is_difference: bool = False
) -> Figure:
    """A figure of a measure with the decimals that were printed: of fractions those of the percentage."""
    written_as = unit_of(measure, is_fraction=unit == "fraction")
    if written_as is Unit.COUNT:
        return context.figure(Unit.DIFFERENCE if is_difference else Unit.COUNT, source)
    if written_as is Unit.NUMBER:
        return context.figure(Unit.NUMBER, source, decimals)
    places = max(0, decimals - 2)
    return context.figure(Unit.POINTS if is_difference else written_as, source, places)


def scope_name(context: Context, level: str | None, code: str | None) -> Text:
    """The name of a scope; its code where the reference data has no such scope."""
    if level is None or code is None:
        return ()
    keys: dict[str, Key] = {"scope_level": level, "scope_code": code}
    if not context.reader.rows("dim_scope", **keys):
        return text_of(code)
    return context.name(name(context.reader, "dim_scope", "scope", **keys))


def slice_of(context: Context, text: str, scope_code: str) -> Text:
    """What a printed figure names besides its scope, such as `month=3`, in words."""
    if "=" not in text:
        return ()
    key, value = text.split("=", 1)
    if key == "month" and value.isdigit() and 1 <= int(value) <= 12:
        return context.label(f"periods.month_{int(value)}")
    if key == "channel_group":
        return word(context, "channel_groups", value)
    if key == "branch":
        return _named(context, "dim_branch", "branch", branch_code=value)
    if key == "grievance":
        return _named(context, "dim_grievance", "grievance", category_code=scope_code, grievance_code=value)
    shown = number(given(int(value))) if value.isdigit() else text_of(value)
    return joined_by(" ", (word(context, "slices", key), shown))


def is_fraction(measure: str) -> bool:
    """Whether a measure is a fraction, by what the marts call it."""
    return measure in _POINTS | _CHANGES or measure == "share_of_year" or measure.endswith(("_rate", "share"))


def name_of_figure(context: Context, row: Mapping[str, Any]) -> Text:
    """A figure by its keys, in words: feed, scope, what is narrower than that, and the measure."""
    texts = [word(context, "feeds", row["source_system"])] if row["source_system"] else []
    texts.append(scope_name(context, row["scope_level"], row["scope_code"]))
    category = row["category_code"] or row["scope_code"]
    if row["branch_code"]:
        texts.append(context.name(branch_name(context, row["branch_code"])))
    if row["month"]:
        texts.append(context.label(f"periods.month_{row['month']}"))
    if row["channel_code"]:
        texts.append(_named(context, "dim_channel", "channel", channel_code=row["channel_code"]))
    elif row["channel_group"]:
        texts.append(word(context, "channel_groups", row["channel_group"]))
    if row["cause_code"]:
        cause: dict[str, Key] = {"cause_group_code": row["cause_group_code"], "cause_code": row["cause_code"]}
        texts.append(_named(context, "dim_cause", "cause", category_code=category, **cause))
    if row["grievance_code"]:
        keys: dict[str, Key] = {"category_code": category, "grievance_code": row["grievance_code"]}
        texts.append(_named(context, "dim_grievance", "grievance", **keys))
    if row["service_item_code"]:
        keys = {"category_code": category, "service_item_code": row["service_item_code"]}
        texts.append(_named(context, "dim_category", "category", category_code=category))
        texts.append(_named(context, "dim_service_item", "service_item", **keys))
    texts.append(word(context, "measures", row["measure"]))
    return joined_by(", " if context.language == "en" else "·", texts)


def _named(context: Context, table: str, column: str, **keys: Key) -> Text:
    """A name of the reference data; its code where that does not have it, or has it more than once."""
    if len(context.reader.rows(table, **keys)) == 1:
        return context.name(name(context.reader, table, column, **keys))
    return text_of(str(keys[f"{column}_code"]))
