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


def typical_cases(feeds: RawFeeds) -> pd.DataFrame:
    """One row per complaint with an account, keyed by its number."""
    frame = feeds.complaints[feeds.complaints.source_system == "hq"]
    frame = frame[(frame[list(NARRATIVES)] != "").any(axis=1)].rename(columns={"category": "category_code"})
    columns = ["source_system", "complaint_number", "year", "category_code", "controllability", *NARRATIVES]
    return frame[columns].rename(columns={"year": "report_year"}).astype(object)
