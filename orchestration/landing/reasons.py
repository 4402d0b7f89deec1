"""The reasons for which the warehouse quarantines landed rows, over the lake's columns.

The dbt project states them once, as conditions on columns of its models. Here is how each of these columns is read
from what landing writes, so that the same conditions judge a file before it lands. What landing itself finds wrong with
a row stands in its `_row_problems`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from orchestration.contracts import Contract
from orchestration.settings import shared_rules
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
class JudgedColumn:
    """A column that reasons speak of: its SQL over the lake's columns and `parsed_columns`.

    `fields` are what it is read from, `looks_up` the list of names without which it cannot be read.
    """

    sql: str
    fields: tuple[str, ...] = ()
    looks_up: str | None = None


@dataclass(frozen=True)
class Reason:
    """Why a row is quarantined: the condition, the fields that it speaks of, and the lists of names that it needs."""

    name: str
    condition: str
    fields: frozenset[str]
    looks_up: frozenset[str]


def judged_columns(contract: Contract, limits: Limits) -> dict[str, JudgedColumn]:
    """What the reasons of the feed's kind speak of, by the names that the models give it."""
    return {"complaints": _of_complaints, "survey": _of_survey, "exposure": _of_exposure}[contract.kind](limits)


def reasons_of(contract: Contract) -> list[Reason]:
    """Every reason of the feed's kind, in the order in which the warehouse gives them."""
    return _reasons(contract, shared_rules()["quarantine_reasons"][contract.kind])


def closing_problems(contract: Contract) -> list[Reason]:
    """Why the closing date of a complaint cannot be used; the complaint counts all the same."""
    return _reasons(contract, shared_rules()["closing_date_problems"]) if contract.kind == "complaints" else []


def parsed_columns(contract: Contract, columns: Collection[str]) -> list[str]:
    """Each date and number of the lake's columns a second time, as what it says, under its name with `_` before it."""
    typed = {name: own.type for name, own in contract.fields.items()}
    parsed = []
    for name in columns:
        if typed.get(name) == "date" or name in DATES:
            parsed.append(f"{parsed_date(identifier(name), contract.date_reading)} as {identifier('_' + name)}")
        elif typed.get(name) == "number" or name in NUMBERS:
            data_type = NUMBERS.get(name, "double")
            parsed.append(f"{parsed_number(identifier(name), data_type)} as {identifier('_' + name)}")
    return parsed


def is_unread(name: str) -> str:
    """Whether a date or number says something that cannot be read."""
    return f"({spaced(identifier(name))} is not null and {identifier('_' + name)} is null)"


def _reasons(contract: Contract, conditions: Mapping[str, str]) -> list[Reason]:
    columns = judged_columns(contract, Limits(None, date.max))
    reasons = []
    for name, condition in conditions.items():
        named = [columns[word] for word in set(re.findall(r"\w+", condition)) & columns.keys()]
        fields = frozenset(field for column in named for field in column.fields)
        reasons.append(Reason(name, condition, fields, frozenset(own.looks_up for own in named if own.looks_up)))
    return reasons


def _of_complaints(limits: Limits) -> dict[str, JudgedColumn]:
    earliest_year = "null" if limits.earliest_year is None else str(limits.earliest_year)
    return {
        "complaint_number": JudgedColumn(_value("complaint_number"), ("complaint_number",)),
        "received_text": JudgedColumn(spaced("received_at"), ("received_at",)),
        "received_at": JudgedColumn("_received_at", ("received_at",)),
        "closed_text": JudgedColumn(spaced("closed_at"), ("closed_at",)),
        "closed_at": JudgedColumn("_closed_at", ("closed_at",)),
        "earliest_received_year": JudgedColumn(f"cast({earliest_year} as integer)"),
        "latest_day": JudgedColumn(f"cast({literal(limits.latest_day.isoformat())} as date)"),
    }


def _of_survey(_: Limits) -> dict[str, JudgedColumn]:
    category, item = _value("category"), _value("service_item")
    known = f"select 1 from {SERVICE_ITEMS} as known where known.category = {category} and known.service_item = {item}"
    return {
        "respondent_token": JudgedColumn("respondent_token", ("respondent",)),
        "service_item_value": JudgedColumn(item, ("service_item",)),
        "service_item_code": JudgedColumn(_where_known(known), ("category", "service_item"), SERVICE_ITEMS),
        "surveyed_on": JudgedColumn("_surveyed_on", ("surveyed_on",)),
        "score": JudgedColumn("_score", ("score",)),
    }


def _of_exposure(_: Limits) -> dict[str, JudgedColumn]:
    known = f"select 1 from {BRANCHES} as known where known.branch = {_value('branch')}"
    return {
        "branch_code": JudgedColumn(_where_known(known), ("branch",), BRANCHES),
        "exposure_year": JudgedColumn(
            parsed_number("replace(landed.exposure_year, '年', '')", "integer"), ("exposure_year",)
        ),
        "policies_in_force_text": JudgedColumn(cleaned("landed.policies_in_force"), ("policies_in_force",)),
        "policies_in_force": JudgedColumn("_policies_in_force", ("policies_in_force",)),
        "premium_yuan_text": JudgedColumn(cleaned("landed.premium_yuan"), ("premium_yuan",)),
        "premium_yuan": JudgedColumn("_premium_yuan", ("premium_yuan",)),
    }


def _value(name: str) -> str:
    return f"upper({cleaned('landed.' + name)})"


def _where_known(query: str) -> str:
    """Something that is null where the query finds nothing: which code it is, no reason asks."""
    return f"case when exists ({query}) then 'known' end"
