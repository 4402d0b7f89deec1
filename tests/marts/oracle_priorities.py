"""What to improve first: service items in survey and complaints, and how sure their place is."""

from __future__ import annotations

import math

import pandas as pd
from scipy import stats

from tests.benchmarks import reading
from tests.marts.periods import once, rank_within, ratio, table
from tests.marts.raw_feeds import RawFeeds

DISSATISFIED = int(reading.reference("rules").set_index("rule_code").rule_value["dissatisfied_max_score"])
QUADRANTS = ("improve_first", "complaints_only", "dissatisfaction_only", "maintain")


@once
def improvement_priority(feeds: RawFeeds) -> pd.DataFrame:
    """Items of the survey against the complaints that speak of them, in every year that has either."""
    items = reading.reference("service_items")
    with_cause = set(reading.reference("causes").service_item_code)
    complaints = feeds.complaints.assign(service_item_code=_service_items(feeds.complaints))
    answers = feeds.answers.assign(is_dissatisfied=feeds.answers.score <= DISSATISFIED)
    rows = []
    for year in sorted({*complaints.year, *answers.report_year}):
        of_year = complaints[complaints.year == year]
        source = "call_center" if (of_year.source_system == "call_center").any() else "hq"
        of_year = of_year[of_year.source_system == source]
        for category, own in items.groupby("category_code"):
            asked = answers[(answers.report_year == year) & (answers.category == category)]
            spoken_of = of_year[(of_year.category == category) & of_year.service_item_code.isin(own.service_item_code)]
            can_be_spoken_of = sum(item in with_cause for item in own.service_item_code)
            for item in own.service_item_code:
                counts = (
                    asked[asked.service_item_code == item],
                    asked[asked.service_item_code != item],
                    int((spoken_of.service_item_code == item).sum()),
                    len(spoken_of),
                )
                found = _placed(*counts, can_be_spoken_of, item in with_cause)
                keys = {"report_year": int(year), "category_code": category, "service_item_code": item}
                rows.append({**keys, "complaint_source_system": source if len(of_year) else None, **found})
    ranked = rank_within(rows, ("report_year", "category_code"), "priority_rank", value="urgency")
    return table(ranked).drop(columns="urgency")


def _service_items(complaints: pd.DataFrame) -> pd.Series:
    item_of = reading.reference("causes").set_index(["category_code", "cause_code"]).service_item_code.to_dict()
    pairs = zip(complaints.category, complaints.cause_code, strict=True)
    return pd.Series([item_of.get(pair, "") for pair in pairs], index=complaints.index)


def _placed(
    answered: pd.DataFrame, others: pd.DataFrame, count: int, spoken_of: int, items: int, has_cause: bool
) -> dict[str, object]:
    bad, other_bad = int(answered.is_dissatisfied.sum()), int(others.is_dissatisfied.sum())
    rate, pooled = ratio(bad, len(answered)), ratio(bad + other_bad, len(answered) + len(others))
    share = ratio(count, spoken_of)
    lacks = {"no_survey": not len(answered), "no_cause": not has_cause, "no_complaints": not spoken_of}
    reason = ", ".join(name for name, holds in lacks.items() if holds) or None
    is_dissatisfied = rate is not None and rate > pooled
    # count / total > 1 / items without a division
    is_complained_of = count * items > spoken_of
    quadrant = None if reason else _quadrant(is_dissatisfied=is_dissatisfied, is_complained_of=is_complained_of)
    place = 2 if quadrant is None and is_dissatisfied else QUADRANTS.index(quadrant) if quadrant else 4
    found = {
        "respondents": answered.respondent.nunique(),
        "satisfaction_score": float(answered.score.mean()) if len(answered) else None,
        "dissatisfied_rate": rate,
        **_limits("dissatisfied_rate", bad, len(answered)),
        "complaints": count,
        "complaint_share": share,
        **_limits("complaint_share", count, spoken_of),
        "category_dissatisfied_rate": pooled,
        "even_complaint_share": ratio(1, items),
        "quadrant": quadrant,
        "quadrant_reason": reason,
        "quadrant_chance": None,
        "urgency": (-place, count, -1 if rate is None else rate),
    }
    if quadrant:
        above = 0.0
        if len(others):
            spread = math.sqrt(_variance(bad, len(answered)) + _variance(other_bad, len(others)))
            above = stats.norm.cdf((rate - other_bad / len(others)) / spread)
        more = stats.norm.cdf((share - 1 / items) / math.sqrt(_variance(count, spoken_of))) if items > 1 else 0.0
        chances = (above if is_dissatisfied else 1 - above, more if is_complained_of else 1 - more)
        # the warehouse's normal distribution is good to seven digits
        found["quadrant_chance"] = round(float(chances[0] * chances[1]), 6)
    return found


def _variance(count: int, whole: int) -> float:
    return (count + 0.5) * (whole - count + 0.5) / (whole + 1) ** 2 / whole


def _limits(name: str, count: int, whole: int) -> dict[str, float | None]:
    if not whole:
        return {f"{name}_low": None, f"{name}_high": None}
    limits = stats.binomtest(count, whole).proportion_ci(method="wilson")
    return {f"{name}_low": float(limits.low), f"{name}_high": float(limits.high)}


def _quadrant(*, is_dissatisfied: bool, is_complained_of: bool) -> str:
    if is_complained_of:
        return "improve_first" if is_dissatisfied else "complaints_only"
    return "dissatisfaction_only" if is_dissatisfied else "maintain"
