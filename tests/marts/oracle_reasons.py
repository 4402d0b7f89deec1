"""Marts on how and why complaints came: channels, controllability, causes, grievances, service items, typical cases."""

from __future__ import annotations

import pandas as pd

from tests.benchmarks import reading
from tests.marts.oracle_scopes import SCOPE_YEAR
from tests.marts.periods import (
    ALL_LEVELS,
    COMPANY_AND_LINES,
    periods,
    periods_with,
    rank_within,
    ratio,
    scopes,
    table,
    with_occurring,
    within,
)
from tests.marts.raw_feeds import NARRATIVES, RawFeeds

DISSATISFIED = int(reading.reference("rules").set_index("rule_code").rule_value["dissatisfied_max_score"])
QUADRANTS = ("improve_first", "complaints_only", "dissatisfaction_only", "maintain")


def channel_mix(feeds: RawFeeds) -> pd.DataFrame:
    groups = reading.reference("channels").set_index("channel_code").channel_group.to_dict()
    rows = []
    for period in periods_with(feeds.complaints, "channel_code"):
        for scope in scopes(period, COMPANY_AND_LINES):
            channels = within(period.complaints, scope).channel_code
            in_group = channels.map(lambda code: groups.get(code, code))
            for channel in with_occurring(list(groups), period.all_years.channel_code):
                group = groups.get(channel, channel)
                complaints, group_complaints = int((channels == channel).sum()), int((in_group == group).sum())
                rows.append(
                    {
                        **period.keys,
                        **scope,
                        "channel_group": group,
                        "channel_code": channel,
                        "complaints": complaints,
                        "share": ratio(complaints, len(channels)),
                        "group_complaints": group_complaints,
                        "group_share": ratio(group_complaints, len(channels)),
                    }
                )
    return table(rows)


def controllability(feeds: RawFeeds) -> pd.DataFrame:
    rows = []
    for period in periods(feeds.complaints):
        for scope in scopes(period, ALL_LEVELS):
            verdicts = within(period.complaints, scope).controllability
            counts = {
                verdict: int((verdicts == verdict).sum())
                for verdict in ("controllable", "uncontrollable", "undetermined")
            }
            rows.append(
                {
                    **period.keys,
                    **scope,
                    "complaints": len(verdicts),
                    **counts,
                    "controllable_rate": ratio(counts["controllable"], len(verdicts)),
                    "uncontrollable_rate": ratio(counts["uncontrollable"], len(verdicts)),
                }
            )
    return table(rows)


def cause_breakdown(feeds: RawFeeds) -> pd.DataFrame:
    causes = reading.reference("causes")
    category_of = reading.reference("subcategories").set_index("subcategory_code").category_code.to_dict()
    rows = []
    for period in periods_with(feeds.complaints, "cause_code"):
        for scope in scopes(period, ("category", "subcategory")):
            own = causes[causes.category_code == category_of.get(scope["scope_code"], scope["scope_code"])]
            known = own.set_index("cause_code")
            found = within(period.complaints, scope).cause_code
            for cause in with_occurring(known.index.tolist(), within(period.all_years, scope).cause_code):
                complaints = int((found == cause).sum())
                rows.append(
                    {
                        **period.keys,
                        **scope,
                        "cause_group_code": known.cause_group_code.get(cause, cause),
                        "cause_code": cause,
                        "controllability": known.controllability.get(cause, "undetermined"),
                        "complaints": complaints,
                        "share": ratio(complaints, len(found)),
                    }
                )
    return table(rank_within(rows, SCOPE_YEAR, "rank"))


def grievance_breakdown(feeds: RawFeeds) -> pd.DataFrame:
    grievances = reading.reference("grievances")
    rows = []
    for period in periods_with(feeds.complaints, "grievance_code"):
        for scope in scopes(period, ("category",)):
            listed = grievances[grievances.category_code == scope["scope_code"]].grievance_code.tolist()
            found = within(period.complaints, scope).grievance_code
            for grievance in with_occurring(listed, within(period.all_years, scope).grievance_code):
                complaints = int((found == grievance).sum())
                keys = {**period.keys, **scope, "grievance_code": grievance}
                rows.append({**keys, "complaints": complaints, "share": ratio(complaints, len(found))})
    return table(rank_within(rows, SCOPE_YEAR, "rank"))


def improvement_priority(feeds: RawFeeds) -> pd.DataFrame:
    """Items of the survey against the complaints that speak of them, in every year that has either."""
    items = reading.reference("service_items")
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
            for item in own.service_item_code:
                answered = asked[asked.service_item_code == item]
                count = int((spoken_of.service_item_code == item).sum())
                rate, pooled = (ratio(int(frame.is_dissatisfied.sum()), len(frame)) for frame in (answered, asked))
                share = ratio(count, len(spoken_of))
                quadrant = _quadrant(
                    is_dissatisfied=rate is not None and rate > pooled,
                    # count / total > 1 / items without a division
                    is_complained_of=count * len(own) > len(spoken_of),
                )
                rows.append(
                    {
                        "report_year": int(year),
                        "category_code": category,
                        "service_item_code": item,
                        "complaint_source_system": source if len(of_year) else None,
                        "respondents": answered.respondent.nunique(),
                        "satisfaction_score": float(answered.score.mean()) if len(answered) else None,
                        "dissatisfied_rate": rate,
                        "complaints": count,
                        "complaint_share": share,
                        "category_dissatisfied_rate": pooled,
                        "quadrant": quadrant,
                        "urgency": (-QUADRANTS.index(quadrant), count, -1 if rate is None else rate),
                    }
                )
    ranked = rank_within(rows, ("report_year", "category_code"), "priority_rank", value="urgency")
    return table(ranked).drop(columns="urgency")


def _service_items(complaints: pd.DataFrame) -> pd.Series:
    item_of = reading.reference("causes").set_index(["category_code", "cause_code"]).service_item_code.to_dict()
    pairs = zip(complaints.category, complaints.cause_code, strict=True)
    return pd.Series([item_of.get(pair, "") for pair in pairs], index=complaints.index)


def _quadrant(*, is_dissatisfied: bool, is_complained_of: bool) -> str:
    if is_complained_of:
        return "improve_first" if is_dissatisfied else "complaints_only"
    return "dissatisfaction_only" if is_dissatisfied else "maintain"


def typical_cases(feeds: RawFeeds) -> pd.DataFrame:
    """One row per complaint with an account, keyed by its number."""
    frame = feeds.complaints[feeds.complaints.source_system == "hq"]
    frame = frame[(frame[list(NARRATIVES)] != "").any(axis=1)].rename(columns={"category": "category_code"})
    columns = ["source_system", "complaint_number", "year", "category_code", "controllability", *NARRATIVES]
    return frame[columns].rename(columns={"year": "report_year"}).astype(object)
