"""Which rows of a file could not be used, and why, before anything has landed.

The reasons are those for which the warehouse quarantines rows, judged from the file alone: whether a name is known to
the reference data is not looked at. Values are read and counted, never kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

import duckdb
import pyarrow as pa

from orchestration.landing.columns import CONTROL_CHARACTERS as CONTROLS
from orchestration.landing.contracts import Contract
from orchestration.landing.headers import HeaderMatch
from orchestration.landing.reading import Batch
from orchestration.landing.reading.tables import CONTROL_CHARACTERS, VALUE_TOO_LONG
from orchestration.settings import DateReading, default_date_formats
from orchestration.sql_text import cleaned, identifier, literal, parsed_date, parsed_number, spaced

ROWS_AT_ONCE = 65_536
ROWS_SHOWN = 20

# what the warehouse reads as such, whatever type the contract gives it
DATES = frozenset({"received_at", "closed_at", "surveyed_on"})
NUMBERS = frozenset({"score", "policies_in_force", "premium_yuan"})


@dataclass(frozen=True)
class Limits:
    """The days that a date may name: `earliest_year` comes from the rules, None where there is no such rule."""

    earliest_year: int | None
    latest_day: date


@dataclass
class Judgement:
    """The rows of a file, counted. `first` has the first bad rows with their reasons, by row number.

    `oddities` counts what does not keep a row out: by (field, what is wrong with it).
    """

    rows: int = 0
    bad: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    first: list[tuple[int, str]] = field(default_factory=list)
    oddities: Counter[tuple[str, str]] = field(default_factory=Counter)


def judge(contract: Contract, match: HeaderMatch, batches: Iterable[Batch], limits: Limits) -> Judgement:
    """Judge every row of the batches, in bounded memory. What reading them raises passes through."""
    oddities = _oddities(contract, match)
    query = _query(contract, limits, list(oddities.values()))
    judgement = Judgement()
    with duckdb.connect(config={"temp_directory": ""}) as connection:
        for table in _tables(contract, match, batches):
            connection.register("landed", table)
            for reasons, rows, first, *odd in connection.execute(query).fetchall():
                judgement.rows += rows
                judgement.oddities.update(dict(zip(oddities, odd, strict=True)))
                if reasons:
                    judgement.bad += rows
                    judgement.reasons.update(dict.fromkeys(reasons.split(", "), rows))
                    judgement.first += [(number, reasons) for number in first]
            judgement.first = sorted(judgement.first)[:ROWS_SHOWN]
    judgement.oddities = +judgement.oddities
    return judgement


def _tables(contract: Contract, match: HeaderMatch, batches: Iterable[Batch]) -> Iterator[pa.Table]:
    waiting: list[Batch] = []
    waiting_rows = 0
    for batch in batches:
        waiting.append(batch)
        waiting_rows += len(batch.row_numbers)
        if waiting_rows >= ROWS_AT_ONCE:
            yield _table(contract, match, waiting)
            waiting, waiting_rows = [], 0
    if waiting:
        yield _table(contract, match, waiting)


def _table(contract: Contract, match: HeaderMatch, batches: Sequence[Batch]) -> pa.Table:
    """A column for each field of the contract; NULL where the file does not have it."""
    columns = {
        "_row_number": pa.chunked_array([batch.row_numbers for batch in batches]),
        "_problems": pa.array(chain.from_iterable(map(_problems, batches)), pa.string()),
    }
    rows = len(columns["_row_number"])
    for name in contract.fields:
        if name in match.positions:
            columns[name] = pa.chunked_array([batch.columns[match.positions[name]] for batch in batches])
        else:
            columns[name] = pa.nulls(rows, pa.string())
    return pa.table(columns)


def _problems(batch: Batch) -> Iterator[str | None]:
    return (", ".join(batch.problems.get(index, ())) or None for index in range(len(batch.row_numbers)))


def _query(contract: Contract, limits: Limits, oddities: Sequence[str]) -> str:
    reasons = [f"case when {condition} then {literal(name)} end" for name, condition in _reasons(contract, limits)]
    odd = [f"({condition})::integer as odd_{index}" for index, condition in enumerate(oddities)]
    totals = [f"sum(odd_{index})::bigint" for index in range(len(oddities))]
    return f"""
        with parsed as (select {", ".join(["*", *_parsed(contract)])} from landed),
        judged as (
            select {", ".join(["_row_number", f"concat_ws(', ', _problems, {', '.join(reasons)}) as reasons", *odd])}
            from parsed
        )
        select {", ".join(["reasons", "count(*)", f"list(_row_number order by _row_number)[:{ROWS_SHOWN}]", *totals])}
        from judged group by reasons
    """


def _parsed(contract: Contract) -> list[str]:
    """Each date and number a second time, as what it says."""
    reading = DateReading(contract.date_formats or default_date_formats(), contract.time_zone)
    parsed = []
    for name, own in contract.fields.items():
        if own.type == "date" or name in DATES:
            parsed.append(f"{parsed_date(identifier(name), reading)} as _{name}")
        elif own.type == "number" or name in NUMBERS:
            parsed.append(f"{parsed_number(identifier(name))} as _{name}")
    return parsed


def _reasons(contract: Contract, limits: Limits) -> list[tuple[str, str]]:
    stored = [(identifier(name), own) for name, own in contract.fields.items() if own.privacy != "drop"]
    of_any = [
        (CONTROL_CHARACTERS, f"regexp_matches(concat({', '.join(name for name, _ in stored)}), '{CONTROLS}')"),
        (VALUE_TOO_LONG, " or ".join(f"length({name}) > {own.max_length}" for name, own in stored)),
    ]
    return [*of_any, *_reasons_of_kind(contract, limits)]


def _reasons_of_kind(contract: Contract, limits: Limits) -> list[tuple[str, str]]:
    conditions = {"complaints": _of_complaints, "survey": _of_survey, "exposure": _of_exposure}[contract.kind](limits)
    return [(name, condition) for name, fields, condition in conditions if set(fields) <= contract.fields.keys()]


_Conditions = list[tuple[str, tuple[str, ...], str]]


def _of_complaints(limits: Limits) -> _Conditions:
    too_late = f"::date > {literal(limits.latest_day.isoformat())}::date"
    too_early = f"year(_received_at) < {limits.earliest_year} or " if limits.earliest_year else ""
    # a close without a time of day is good for the whole of its day
    same_day = "_closed_at::date = _received_at::date and _closed_at = _closed_at::date"
    return [
        ("missing_number", ("complaint_number",), f"{cleaned('complaint_number')} is null"),
        ("missing_received_date", ("received_at",), f"{spaced('received_at')} is null"),
        ("unparseable_received_date", ("received_at",), _is_unread("received_at")),
        ("received_date_out_of_range", ("received_at",), f"{too_early}_received_at{too_late}"),
        ("unparseable_closed_date", ("closed_at",), _is_unread("closed_at")),
        ("closed_date_out_of_range", ("closed_at",), f"_closed_at{too_late}"),
        (
            "closed_before_received",
            ("received_at", "closed_at"),
            f"_closed_at < _received_at and not ({same_day})",
        ),
    ]


def _of_survey(_: Limits) -> _Conditions:
    is_score = "_score is not null and _score between 1 and 5 and _score = floor(_score)"
    return [
        ("missing_respondent", ("respondent",), f"{cleaned('respondent')} is null"),
        ("missing_service_item", ("service_item",), f"{cleaned('service_item')} is null"),
        ("unparseable_survey_date", ("surveyed_on",), "_surveyed_on is null"),
        ("score_out_of_range", ("score",), f"not ({is_score})"),
    ]


def _of_exposure(_: Limits) -> _Conditions:
    year = parsed_number("replace(exposure_year, '年', '')", "integer")
    measures = ("policies_in_force", "premium_yuan")
    unusable = " or ".join(f"{_is_unread(name)} or _{name} < 0" for name in measures)
    return [
        ("unknown_branch", ("branch",), f"{cleaned('branch')} is null"),
        ("unparseable_year", ("exposure_year",), f"{year} is null"),
        ("unparseable_exposure", measures, unusable),
    ]


def _is_unread(name: str) -> str:
    return f"({spaced(identifier(name))} is not null and _{name} is null)"


def _oddities(contract: Contract, match: HeaderMatch) -> dict[tuple[str, str], str]:
    """Faults of the fields that no reason speaks of."""
    anything = Limits(None, date.max)
    conditions = {"complaints": _of_complaints, "survey": _of_survey, "exposure": _of_exposure}[contract.kind](anything)
    spoken_of = {name for _, fields, _ in conditions for name in fields}
    found = {}
    for name, own in contract.fields.items():
        if name in match.positions and name not in spoken_of:
            if own.required:
                found[name, "is empty"] = f"{cleaned(identifier(name))} is null"
            if own.type in ("date", "number"):
                found[name, f"is no {own.type} that can be read"] = _is_unread(name)
    return found
