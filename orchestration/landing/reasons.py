"""The reasons for which the warehouse quarantines landed rows, as SQL over the lake's columns.

The models of the dbt project decide in the end; this says beforehand what they will, and a test holds the two together.
What landing itself finds wrong with a row stands in its `_row_problems`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from orchestration.landing.contracts import Contract
from orchestration.settings import DateReading, default_date_formats
from orchestration.sql_text import cleaned, identifier, literal, parsed_date, parsed_number, spaced

# what the warehouse reads as such, whatever type the contract gives it
DATES = frozenset({"received_at", "closed_at", "surveyed_on"})
NUMBERS = {"score": "double", "policies_in_force": "bigint", "premium_yuan": "double"}

BRANCHES, SERVICE_ITEMS = "known_branches", "known_service_items"


@dataclass(frozen=True)
class Limits:
    """The days that a date may name: `earliest_year` comes from the rules, None where there is no such rule."""

    earliest_year: int | None
    latest_day: date


@dataclass(frozen=True)
class Reason:
    """Why a row is quarantined: the condition in SQL, the fields that it speaks of, and the names that it looks up."""

    name: str
    fields: tuple[str, ...]
    condition: str
    looks_up: str | None = None


def reasons_of(contract: Contract, limits: Limits) -> list[Reason]:
    """Every reason of the feed's kind, in the order in which the warehouse gives them."""
    return {"complaints": _of_complaints, "survey": _of_survey, "exposure": _of_exposure}[contract.kind](limits)


def closing_problems(contract: Contract, limits: Limits) -> list[Reason]:
    """Why the closing date of a complaint cannot be used; the complaint counts all the same."""
    if contract.kind != "complaints":
        return []
    # a close without a time of day is good for the whole of its day
    same_day = "_closed_at::date = _received_at::date and _closed_at = _closed_at::date"
    return [
        Reason("unparseable_closed_date", ("closed_at",), is_unread("closed_at")),
        Reason("closed_date_out_of_range", ("closed_at",), f"_closed_at{_too_late(limits)}"),
        Reason(
            "closed_before_received",
            ("received_at", "closed_at"),
            f"_closed_at < _received_at and not ({same_day})",
        ),
    ]


def parsed_columns(contract: Contract, columns: Collection[str]) -> list[str]:
    """Each date and number of the lake's columns a second time, as what it says, under its name with `_` before it."""
    reading = DateReading(contract.date_formats or default_date_formats(), contract.time_zone)
    typed = {name: own.type for name, own in contract.fields.items()}
    parsed = []
    for name in columns:
        if typed.get(name) == "date" or name in DATES:
            parsed.append(f"{parsed_date(identifier(name), reading)} as {identifier('_' + name)}")
        elif typed.get(name) == "number" or name in NUMBERS:
            data_type = NUMBERS.get(name, "double")
            parsed.append(f"{parsed_number(identifier(name), data_type)} as {identifier('_' + name)}")
    return parsed


def is_unread(name: str) -> str:
    """Whether a date or number says something that cannot be read."""
    return f"({spaced(identifier(name))} is not null and {identifier('_' + name)} is null)"


def _of_complaints(limits: Limits) -> list[Reason]:
    too_early = f"year(_received_at) < {limits.earliest_year} or " if limits.earliest_year is not None else ""
    return [
        Reason("missing_number", ("complaint_number",), f"{cleaned('complaint_number')} is null"),
        Reason("missing_received_date", ("received_at",), f"{spaced('received_at')} is null"),
        Reason("unparseable_received_date", ("received_at",), is_unread("received_at")),
        Reason("received_date_out_of_range", ("received_at",), f"{too_early}_received_at{_too_late(limits)}"),
    ]


def _too_late(limits: Limits) -> str:
    return f"::date > {literal(limits.latest_day.isoformat())}::date"


def _of_survey(_: Limits) -> list[Reason]:
    item = f"upper({cleaned('landed.service_item')})"
    known = f"select 1 from {SERVICE_ITEMS} as known where known.service_item = {item}"
    return [
        Reason("missing_respondent", ("respondent",), "respondent_token is null"),
        Reason("missing_service_item", ("service_item",), f"{item} is null"),
        Reason(
            "unknown_service_item",
            ("category", "service_item"),
            f"{item} is not null and not exists ({known} and known.category = upper({cleaned('landed.category')}))",
            looks_up=SERVICE_ITEMS,
        ),
        Reason("unparseable_survey_date", ("surveyed_on",), "_surveyed_on is null"),
        Reason(
            "score_out_of_range", ("score",), "_score is null or _score not between 1 and 5 or _score <> floor(_score)"
        ),
    ]


def _of_exposure(_: Limits) -> list[Reason]:
    year = parsed_number("replace(exposure_year, '年', '')", "integer")
    measures = ("policies_in_force", "premium_yuan")
    unusable = " or ".join(f"{is_unread(name)} or _{name} < 0" for name in measures)
    branch = f"upper({cleaned('landed.branch')})"
    return [
        Reason(
            "unknown_branch",
            ("branch",),
            f"not exists (select 1 from {BRANCHES} as known where known.branch = {branch})",
            looks_up=BRANCHES,
        ),
        Reason("unparseable_year", ("exposure_year",), f"{year} is null"),
        Reason("missing_exposure", measures, " and ".join(f"{cleaned(name)} is null" for name in measures)),
        Reason("unparseable_exposure", measures, f"{unusable} or not isfinite(_premium_yuan)"),
    ]
