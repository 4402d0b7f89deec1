"""Marts that give account of records: the overlap of the feeds, the files, the rows left out, the unknown values."""

from __future__ import annotations

import pandas as pd

from tests.benchmarks import reading
from tests.marts.periods import COMPANY_AND_LINES, once, periods, ratio, scopes, table, within
from tests.marts.raw_feeds import RawFeeds


@once
def feed_overlap(feeds: RawFeeds) -> pd.DataFrame:
    call_center = feeds.complaints[feeds.complaints.source_system == "call_center"].set_index("complaint_number")
    all_periods = periods(feeds.complaints)
    last_days = {period.report_year: period.end_date for period in all_periods if period.source_system == "call_center"}
    rows = []
    for period in all_periods:
        if period.source_system != "hq":
            continue
        is_known = period.complaints.call_center_number.isin(call_center.index)
        last_day = last_days.get(period.report_year, pd.Timestamp.min)
        for scope in scopes(period, COMPANY_AND_LINES):
            frame = within(period.complaints, scope)
            linked = frame[is_known[frame.index]]
            lost = frame[(frame.call_center_number != "") & ~is_known[frame.index]]
            is_covered = lost.received.dt.normalize() <= last_day
            origin = call_center.loc[linked.call_center_number]
            rows.append(
                {
                    "report_year": period.report_year,
                    **scope,
                    "hq_complaints": len(frame),
                    "linked_to_call_center": len(linked),
                    "linked_share": ratio(len(linked), len(frame)),
                    "links_broken": int(is_covered.sum()),
                    "links_not_covered": int((~is_covered).sum()),
                    "branch_disagrees": _disagreeing_branches(linked.branch_code, origin.branch_code),
                    "category_disagrees": int((linked.category.to_numpy() != origin.category.to_numpy()).sum()),
                }
            )
    return table(rows)


def _disagreeing_branches(linked: pd.Series, origin: pd.Series) -> int:
    own, other = linked.to_numpy(), origin.to_numpy()
    return int(((own != other) & (own != "unspecified") & (other != "unspecified")).sum())


def feed_ledger(feeds: RawFeeds) -> pd.DataFrame:
    outcomes = feeds.rows.groupby(["content_hash", "file_name", "outcome"]).size()
    rows = []
    for file in feeds.files.to_dict("records"):
        counts = {
            f"rows_{outcome}": int(outcomes.get((file["content_hash"], file["file_name"], outcome), 0))
            for outcome in ("accepted", "superseded", "quarantined")
        }
        has_error = file["status"] != "loaded"
        rows.append({**file, "rows_read": sum(counts.values()), **counts, "has_error": has_error})
    return table(rows)


def quarantined_rows(feeds: RawFeeds) -> pd.DataFrame:
    rows = feeds.rows[feeds.rows.outcome == "quarantined"].drop(columns="outcome")
    return rows.assign(reasons=rows.reasons.map(lambda reasons: tuple(sorted(reasons)))).astype(object)


def unmapped_values(feeds: RawFeeds) -> pd.DataFrame:
    """Words that the reference data does not know. What lies within an unknown category was never looked up."""
    statuses = reading.reference("statuses")
    is_known = feeds.complaints.status.isin([*statuses.status_name_zh, *statuses.status_name, ""])
    complaints = feeds.complaints.assign(status_code=is_known.map({True: "known", False: "unmapped"}))
    rows = []
    for domain, code, word in (
        ("branch", "branch_code", "branch"),
        ("category", "category", "source_category"),
        ("channel", "channel_code", "channel"),
        ("cause", "cause_code", "cause"),
        ("grievance", "grievance_code", "grievance"),
        ("status", "status_code", "status"),
    ):
        frame = complaints
        if domain in ("cause", "grievance"):
            frame = frame[frame.category != "unmapped"]
        unknown = frame[(frame[code] == "unmapped") & (frame[word] != "")]
        counts = unknown.groupby(["source_system", "year", word]).size()
        rows += [
            {"source_system": feed, "report_year": int(year), "domain": domain, "value": value, "complaints": int(n)}
            for (feed, year, value), n in counts.items()
        ]
    return table(rows)
