"""Which rows of a file could not be used, and why, before anything has landed.

Rows are made into what the lake would hold of them, by the code that lands them, and judged by the reasons for which
the warehouse quarantines rows. Values are read and counted, never kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from orchestration.contracts import Contract, LakeColumn
from orchestration.landing.headers import HeaderMatch
from orchestration.landing.known_names import add_known_names
from orchestration.landing.privacy import SHORT_TOKEN_LENGTH
from orchestration.landing.reading import Batch
from orchestration.landing.reasons import (
    Limits,
    closing_problems,
    is_unread,
    judged_columns,
    parsed_columns,
    reasons_of,
)
from orchestration.landing.transform import Provenance, Transformer
from orchestration.sql_rows import only_row
from orchestration.sql_text import cleaned, identifier, literal

ROWS_AT_ONCE = 65_536
ROWS_SHOWN = 20
NOWHERE = Provenance("", 0, "", "")
MASKED_WHERE_KEPT = f"\\[[a-z_ -]+\\] [0-9a-f]{{{SHORT_TOKEN_LENGTH}}}"
LOOKS_PERSONAL = "looks personal and is masked (looks_personal: true keeps a system's own numbers)"
UNUSABLE = "cannot be used ({})"
TOKEN_KEY = "tokens of a check are thrown away"


@dataclass(frozen=True)
class Numbers:
    """The complaints that the usable rows make: how many, in how many rows, and the most rows of one."""

    complaints: int = 0
    rows: int = 0
    most: int = 0


@dataclass
class Judgement:
    """The rows of a file, counted. `first` has the first bad rows with their reasons, by row number.

    `oddities` counts what does not keep a row out: by (field, what is wrong with it). `unjudged` are the reasons that
    could not be looked for, because the reference data that they need are not there. `numbers` is None for what is no
    complaint.
    """

    rows: int = 0
    bad: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    first: list[tuple[int, str]] = field(default_factory=list)
    oddities: Counter[tuple[str, str]] = field(default_factory=Counter)
    unjudged: tuple[str, ...] = ()
    numbers: Numbers | None = None


@dataclass(frozen=True)
class Rules:
    """What rows are held against: contract, columns of the lake, days that dates may name, folder of reference data."""

    contract: Contract
    columns: Sequence[LakeColumn]
    limits: Limits
    reference: Path


def judge(rules: Rules, match: HeaderMatch, width: int, batches: Iterable[Batch]) -> Judgement:
    """Judge every row of the batches. What reading them raises passes through.

    Memory is bounded but for eight bytes of each complaint's number. Raises `ContractError` for reference data
    that cannot be read.
    """
    closings = _closings(rules)
    oddities = _oddities(rules, match)
    judgement = Judgement()
    transformer = Transformer(rules.contract, rules.columns, match, width, TOKEN_KEY)
    with duckdb.connect(config={"temp_directory": ""}) as connection:
        known = add_known_names(connection, rules.reference)
        reasons = reasons_of(rules.contract)
        judgement.unjudged = tuple(own.name for own in reasons if not own.looks_up <= known)
        conditions = {own.name: own.condition for own in reasons if own.looks_up <= known}
        query = _query(rules, known, conditions, closings, oddities)
        counted = [*closings, *oddities]
        connection.execute("create table numbers (number ubigint)")
        for table in _together(transformer.tables(batches, NOWHERE)):
            connection.register("landed", table)
            connection.execute(f"create or replace temp table judged as {query}")
            for reasons_of_rows, rows, first, *odd in connection.execute(_totals(len(counted))).fetchall():
                judgement.rows += rows
                judgement.oddities.update(dict(zip(counted, odd, strict=True)))
                if reasons_of_rows:
                    judgement.bad += rows
                    judgement.reasons.update(dict.fromkeys(reasons_of_rows.split(", "), rows))
                    judgement.first += [(number, reasons_of_rows) for number in first]
            judgement.first = sorted(judgement.first)[:ROWS_SHOWN]
            connection.execute(
                "insert into numbers select number from judged where reasons = '' and number is not null"
            )
        if rules.contract.kind == "complaints":
            judgement.numbers = _numbers(connection)
    judgement.oddities = +judgement.oddities
    return judgement


def _together(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    waiting: list[pa.Table] = []
    rows = 0
    for table in tables:
        waiting.append(table)
        rows += table.num_rows
        if rows >= ROWS_AT_ONCE:
            yield _one(waiting)
            waiting, rows = [], 0
    if waiting:
        yield _one(waiting)


def _one(tables: Sequence[pa.Table]) -> pa.Table:
    # of each table the load's own columns may be dictionaries of another type
    names = [name for name in tables[0].column_names if name not in ("_load_id", "_file_name", "_content_hash")]
    return pa.concat_tables([table.select(names) for table in tables])


def _query(
    rules: Rules,
    known: Collection[str],
    conditions: Mapping[str, str],
    closings: Mapping[tuple[str, str], str],
    oddities: Mapping[tuple[str, str], str],
) -> str:
    reasons = [f"case when {condition} then {literal(name)} end" for name, condition in conditions.items()]
    of_closings = [_counted(condition, index) for index, condition in enumerate(closings.values())]
    of_fields = [_counted(condition, index) for index, condition in enumerate(oddities.values(), len(closings))]
    names = [f"odd_{index}" for index in range(len(closings), len(closings) + len(oddities))]
    number = "hash(complaint_number)" if rules.contract.kind == "complaints" else "null"
    named = f"concat_ws(', ', _row_problems, {', '.join(reasons)}) as reasons"
    return f"""
        with parsed as (select {", ".join(["*", *_parsed(rules)])} from landed),
        read as (
            select {", ".join(["_row_number", "_row_problems", *_judged(rules, known), *of_fields])}
            from parsed as landed
        )
        select {", ".join(["_row_number", named, *of_closings, *names, f"cast({number} as ubigint) as number"])}
        from read
    """


def _parsed(rules: Rules) -> list[str]:
    return parsed_columns(rules.contract, [column.name for column in rules.columns])


def _judged(rules: Rules, known: Collection[str]) -> list[str]:
    columns = judged_columns(rules.contract, rules.limits)
    return [f"{own.sql} as {name}" for name, own in columns.items() if own.looks_up is None or own.looks_up in known]


def _counted(condition: str, index: int) -> str:
    return f"coalesce({condition}, false)::integer as odd_{index}"


def _totals(oddities: int) -> str:
    totals = [f"sum(odd_{index})::bigint" for index in range(oddities)]
    first = f"list(_row_number order by _row_number)[:{ROWS_SHOWN}]"
    return f"select {', '.join(['reasons', 'count(*)', first, *totals])} from judged group by reasons"


def _numbers(connection: duckdb.DuckDBPyConnection) -> Numbers:
    found = only_row(
        connection,
        "select count(*), coalesce(sum(own), 0)::bigint, coalesce(max(own), 0) "
        "from (select count(*) as own from numbers group by number)",
    )
    return Numbers(*found)


def _closings(rules: Rules) -> dict[tuple[str, str], str]:
    """What is to be known of closing dates, as conditions on the judged columns: it keeps no row out."""
    return {("closed_at", UNUSABLE.format(own.name)): own.condition for own in closing_problems(rules.contract)}


def _oddities(rules: Rules, match: HeaderMatch) -> dict[tuple[str, str], str]:
    """What else is to be known of fields and keeps no row out: faults that no reason speaks of, and what is masked."""
    reasons = (*reasons_of(rules.contract), *closing_problems(rules.contract))
    spoken_of = {name for reason in reasons for name in reason.fields}
    columns = {column.field: column.name for column in rules.columns if column.field in rules.contract.fields}
    found = {}
    for name, own in rules.contract.fields.items():
        if name not in match.positions or name not in columns:
            continue
        if own.privacy == "keep" and own.type not in ("date", "number") and not own.looks_personal:
            found[name, LOOKS_PERSONAL] = f"regexp_matches({identifier(columns[name])}, {literal(MASKED_WHERE_KEPT)})"
        if name not in spoken_of:
            if own.required:
                found[name, "is empty"] = f"{cleaned(identifier(columns[name]))} is null"
            if own.type in ("date", "number"):
                found[name, f"is no {own.type} that can be read"] = is_unread(columns[name])
    return found
