"""Words that many sentences share: how periods and months are called."""

from __future__ import annotations

from orchestration.report.content.context import Context
from orchestration.report.figures import Figure, given
from orchestration.report.periods import Period
from orchestration.report.statements.slots import Phrase, Slot


def noun(context: Context, period: Period | None = None) -> Phrase:
    """A period as a heading calls it: "first half of 2011"; without one, that of the report."""
    return _phrase(context, "noun", period or context.period)


def when(context: Context, up_to: Figure | None = None) -> Phrase:
    """The report's period as it stands in a sentence: "in the first half of 2011".

    `up_to` is the latest day of a year under way.
    """
    if up_to is not None:
        return Phrase(context.label("periods.when_year_so_far", year=given(context.period.year), day=up_to))
    return _phrase(context, "when", context.period)


def month(context: Context, number: int) -> Phrase:
    """A month by its name."""
    return Phrase(context.label(f"periods.month_{number}"))


def _phrase(context: Context, form: str, period: Period) -> Phrase:
    first, last = period.first_month, period.last_month
    places: dict[str, Slot] = {"year": given(period.year)}
    if period.is_year:
        shape = "year"
    elif last - first == 5 and last % 6 == 0:
        shape, places["part"] = "part", Phrase(context.label(f"periods.half_{last // 6}"))
    elif last - first == 2 and last % 3 == 0:
        shape, places["part"] = "part", Phrase(context.label(f"periods.quarter_{last // 3}"))
    else:
        shape = "months" if last > first else "month"
        places["first"], places["last"] = month(context, first), month(context, last)
    return Phrase(context.label(f"periods.{form}_{shape}", **places))
