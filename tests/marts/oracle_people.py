"""Marts on single people and cases: who complains again and again, and what is still open."""

from __future__ import annotations

import hashlib
import itertools
from collections import defaultdict
from typing import NamedTuple

import pandas as pd
from scipy import stats

from tests.benchmarks import reading
from tests.marts.periods import periods, ratio, table
from tests.marts.raw_feeds import RawFeeds

RULES = reading.reference("rules").set_index("rule_code").rule_value.astype(float)

Person = tuple[str, str]


class Record(NamedTuple):
    """One feed's record of a complaint."""

    key: str
    person: Person | None
    source_system: str
    day: pd.Timestamp
    branch_code: str
    cause_code: str


def repeat_complainants(feeds: RawFeeds) -> pd.DataFrame:
    """A customer is known here by the complaints: tokens depend on a key that the raw files do not know."""
    by_key: dict[str, list[Record]] = defaultdict(list)
    keys_of: dict[Person, dict[str, None]] = defaultdict(dict)
    for record in _records(feeds):
        by_key[record.key].append(record)
        if record.person is not None:
            keys_of[record.person][record.key] = None
    return table([_repeating([by_key[key] for key in keys]) for keys in keys_of.values() if len(keys) > 1])


def repeat_rates(feeds: RawFeeds) -> pd.DataFrame:
    """Who came again in a year, and within 12 months of an earlier complaint, in each feed."""
    complaints = feeds.complaints.assign(person=_people(feeds.complaints), day=feeds.complaints.received.dt.normalize())
    rows = []
    for period in periods(complaints):
        days: dict[Person, list[pd.Timestamp]] = defaultdict(list)
        for person, day in sorted(
            zip(period.all_years.person, period.all_years.day, strict=True), key=lambda pair: pair[1]
        ):
            if person is not None:
                days[person].append(day)
        in_year = {person: sum(day.year == period.report_year for day in own) for person, own in days.items()}
        customers = [person for person, count in in_year.items() if count]
        again = sum(
            any(
                day.year == period.report_year and day <= before + pd.DateOffset(months=12)
                for before, day in itertools.pairwise(days[person])
            )
            for person in customers
        )
        repeating = sum(in_year[person] > 1 for person in customers)
        known = sum(in_year.values())
        rows.append(
            {
                **period.keys,
                "period_end_date": period.end_date.date(),
                "is_full_year": period.is_full_year,
                "complaints": len(period.complaints),
                "complaints_with_customer": known,
                "customers": len(customers),
                "repeat_customers": repeating,
                "repeat_complaints": known - len(customers),
                "repeat_customers_12_months": None if period.before is None else again,
                "repeat_complaint_rate": ratio(known - len(customers), known),
                **_rate("repeat_customer_rate", repeating, len(customers)),
                **_rate("repeat_customer_rate_12_months", None if period.before is None else again, len(customers)),
            }
        )
    return table(rows)


def _rate(name: str, count: int | None, whole: int) -> dict[str, float | None]:
    if count is None or not whole:
        return dict.fromkeys((name, f"{name}_low", f"{name}_high"))
    limits = stats.binomtest(count, whole).proportion_ci(method="wilson")
    return {name: count / whole, f"{name}_low": float(limits.low), f"{name}_high": float(limits.high)}


def _records(feeds: RawFeeds) -> list[Record]:
    """All records of complaints; two records of one complaint agree in `key`."""
    frame = feeds.complaints
    number, link = frame.complaint_number, frame.get("call_center_number")
    own = frame.source_system + "|" + number
    is_linked = False if link is None else link.isin(number[frame.source_system == "call_center"])
    keys = own if link is None else own.where(~is_linked, "call_center|" + link.fillna(""))
    columns = (frame.source_system, frame.received.dt.normalize(), frame.branch_code, frame.cause_code)
    return [Record(*row) for row in zip(keys.map(_md5), _people(frame), *columns, strict=True)]


def _people(complaints: pd.DataFrame) -> list[Person | None]:
    """Who complained: known by customer number and identity, and by telephone where one person alone has it."""
    rows = [tuple(row) for row in complaints[["customer_number", "identity_number", "phone"]].itertuples(index=False)]
    identities: dict[str, set[str]] = defaultdict(set)
    for number, identity, _ in rows:
        if number and identity:
            identities[number].add(identity)
    named = [_named(number, identity, identities) for number, identity, _ in rows]
    callers: dict[str, set[Person]] = defaultdict(set)
    for person, (_, _, phone) in zip(named, rows, strict=True):
        if person and phone:
            callers[phone].add(person)
    return [person or _caller(phone, callers) for person, (_, _, phone) in zip(named, rows, strict=True)]


def _named(number: str, identity: str, identities: dict[str, set[str]]) -> Person | None:
    known = identities.get(number, set())
    if number and len(known) != 1:
        return "customer number", number
    identity = next(iter(known), identity)
    return ("identity", identity) if identity else None


def _caller(phone: str, callers: dict[str, set[Person]]) -> Person | None:
    known = callers.get(phone, set())
    if not phone or len(known) > 1:
        return None
    return next(iter(known), ("phone", phone))


def _repeating(complaints: list[list[Record]]) -> dict[str, object]:
    complaints = sorted(complaints, key=lambda own: (_day(own), own[0].key))
    days = [_day(own) for own in complaints]
    malicious = sum(any(record.cause_code == "malicious" for record in own) for own in complaints)
    feeds = [{record.source_system for record in own} for own in complaints]
    most = max(sum(day - pd.DateOffset(months=12) <= other <= day for other in days) for day in days)
    reasons = [
        name
        for name, value, rule in (
            ("malicious", malicious, "watchlist_malicious_complaints"),
            ("repeats_in_12_months", most, "watchlist_repeats_in_12_months"),
        )
        if value >= RULES[rule]
    ]
    return {
        "keys": ",".join(own[0].key for own in complaints),
        "report_year": days[-1].year,
        "complaints": len(complaints),
        "malicious_complaints": malicious,
        "call_center_complaints": sum("call_center" in own for own in feeds),
        "hq_complaints": sum("hq" in own for own in feeds),
        "complaints_in_both_feeds": sum(len(own) == 2 for own in feeds),
        "most_within_12_months": most,
        "branches": len({_branch(own) for own in complaints} - {None}),
        "first_received_date": days[0].date(),
        "last_received_date": days[-1].date(),
        "is_watchlisted": bool(reasons),
        "watchlist_reason": ", ".join(reasons) or None,
    }


def _day(records: list[Record]) -> pd.Timestamp:
    return min(record.day for record in records)


def _branch(records: list[Record]) -> str | None:
    """The branch of one complaint: the call center's, else head office's."""
    known = [record for record in records if record.branch_code not in ("unspecified", "unmapped")]
    return min(known, key=lambda record: record.source_system).branch_code if known else None


def open_cases(feeds: RawFeeds) -> pd.DataFrame:
    rows = []
    for feed, complaints in feeds.complaints.groupby("source_system"):
        as_of = pd.concat([complaints.received, complaints.closed]).max().normalize()
        for case in complaints[~complaints.is_closed].itertuples():
            received = case.received.normalize()
            days = RULES["deadline_days_complex" if case.is_complex else "deadline_days"]
            days += RULES["deadline_days_extension"] if case.is_extended else 0
            rows.append(
                {
                    "source_system": feed,
                    "complaint_key": _md5(f"{feed}|{case.complaint_number}"),
                    "complaint_number": case.complaint_number,
                    "report_year": received.year,
                    "branch_code": case.branch_code,
                    "line_code": case.line,
                    "category_code": case.category,
                    "status_code": {"待处理": "open", "处理中": "in_progress"}[case.status],
                    "is_complex": case.is_complex,
                    "is_extended": case.is_extended,
                    "received_date": received.date(),
                    "as_of_date": as_of.date(),
                    "days_open": (as_of - received).days,
                    "deadline_days": int(days),
                    "deadline_date": (received + pd.Timedelta(days=int(days))).date(),
                    "is_overdue": bool((as_of - received).days > days),
                }
            )
    return table(rows)


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()
