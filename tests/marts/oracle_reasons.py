"""Marts on how and why complaints came: channels, controllability, causes, grievances, service items, typical cases."""

from __future__ import annotations

import pandas as pd

from tests.benchmarks import reading
from tests.marts.oracle_scopes import SCOPE_YEAR
from tests.marts.oracle_shares import is_compared, share_columns
from tests.marts.periods import (
    ALL_LEVELS,
    COMPANY_AND_LINES,
    Period,
    once,
    periods,
    periods_with,
    rank_within,
    scopes,
    table,
    with_occurring,
    within,
)
from tests.marts.raw_feeds import NARRATIVES, RawFeeds


def _before(period: Period, scope: dict[str, str]) -> pd.DataFrame | None:
    """The complaints of the same days a year earlier, None where the scope cannot be compared with itself."""
    return within(period.before, scope) if is_compared(period, scope) else None


def _comparison(period: Period, scope: dict[str, str]) -> dict[str, bool]:
    return {"is_covered": True, "is_comparable": is_compared(period, scope)}


def _share(name: str, is_part: pd.Series, was_part: pd.Series | None) -> dict[str, float | None]:
    now = (int(is_part.sum()), len(is_part))
    return share_columns(name, *now, now, None if was_part is None else (int(was_part.sum()), len(was_part)))


@once
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
                before = _before(period, scope)
                prior = None if before is None else before.channel_code
                prior_groups = None if prior is None else prior.map(lambda code: groups.get(code, code))
                rows.append(
                    {
                        **period.keys,
                        **scope,
                        **_comparison(period, scope),
                        "channel_group": group,
                        "channel_code": channel,
                        "complaints": complaints,
                        **_share("share", channels == channel, None if prior is None else prior == channel),
                        "group_complaints": group_complaints,
                        **_share("group_share", in_group == group, None if prior is None else prior_groups == group),
                    }
                )
    return table(rows)


@once
def controllability(feeds: RawFeeds) -> pd.DataFrame:
    rows = []
    for period in periods(feeds.complaints):
        for scope in scopes(period, ALL_LEVELS):
            verdicts = within(period.complaints, scope).controllability
            counts = {
                verdict: int((verdicts == verdict).sum())
                for verdict in ("controllable", "uncontrollable", "undetermined")
            }
            before = _before(period, scope)
            rates = {}
            for verdict in ("controllable", "uncontrollable"):
                prior = None if before is None else before.controllability == verdict
                rates |= _share(f"{verdict}_rate", verdicts == verdict, prior)
            keys = {**period.keys, **scope, **_comparison(period, scope)}
            rows.append({**keys, "complaints": len(verdicts), **counts, **rates})
    return table(rows)


@once
def cause_breakdown(feeds: RawFeeds) -> pd.DataFrame:
    causes = reading.reference("causes")
    category_of = reading.reference("subcategories").set_index("subcategory_code").category_code.to_dict()
    rows = []
    for period in periods_with(feeds.complaints, "cause_code"):
        for scope in scopes(period, ("category", "subcategory")):
            own = causes[causes.category_code == category_of.get(scope["scope_code"], scope["scope_code"])]
            known = own.set_index("cause_code")
            found, before = within(period.complaints, scope).cause_code, _before(period, scope)
            for cause in with_occurring(known.index.tolist(), within(period.all_years, scope).cause_code):
                complaints = int((found == cause).sum())
                rows.append(
                    {
                        **period.keys,
                        **scope,
                        **_comparison(period, scope),
                        "cause_group_code": known.cause_group_code.get(cause, cause),
                        "cause_code": cause,
                        "controllability": known.controllability.get(cause, "undetermined"),
                        "complaints": complaints,
                        **_share("share", found == cause, None if before is None else before.cause_code == cause),
                    }
                )
    return table(rank_within(rows, SCOPE_YEAR, "rank"))


@once
def grievance_breakdown(feeds: RawFeeds) -> pd.DataFrame:
    grievances = reading.reference("grievances")
    rows = []
    for period in periods_with(feeds.complaints, "grievance_code"):
        for scope in scopes(period, ("category",)):
            listed = grievances[grievances.category_code == scope["scope_code"]].grievance_code.tolist()
            found, before = within(period.complaints, scope).grievance_code, _before(period, scope)
            for grievance in with_occurring(listed, within(period.all_years, scope).grievance_code):
                complaints = int((found == grievance).sum())
                keys = {**period.keys, **scope, **_comparison(period, scope), "grievance_code": grievance}
                prior = None if before is None else before.grievance_code == grievance
                rows.append({**keys, "complaints": complaints, **_share("share", found == grievance, prior)})
    return table(rank_within(rows, SCOPE_YEAR, "rank"))


def typical_cases(feeds: RawFeeds) -> pd.DataFrame:
    """One row per complaint with an account, keyed by its number."""
    frame = feeds.complaints[feeds.complaints.source_system == "hq"]
    frame = frame[(frame[list(NARRATIVES)] != "").any(axis=1)].rename(columns={"category": "category_code"})
    columns = ["source_system", "complaint_number", "year", "category_code", "controllability", *NARRATIVES]
    return frame[columns].rename(columns={"year": "report_year"}).astype(object)
