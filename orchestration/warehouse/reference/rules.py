"""Rules between rows and files: aliases lead to one name, periods do not overlap, figures speak of what there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from functools import partial
from typing import get_args

from orchestration.reference_text import Problem
from orchestration.warehouse.reference.cells import (
    RESERVED_CODES,
    ChannelGroup,
    Controllability,
    Domain,
    SourceSystem,
    fold,
)
from orchestration.warehouse.reference.files import AnyRow, ReferenceFiles
from orchestration.warehouse.reference.keys import nearest
from orchestration.warehouse.reference.tables import (
    Alias,
    Branch,
    Category,
    Cause,
    Channel,
    CrosswalkEntry,
    DeclaredCoverage,
    Figure,
    Grievance,
    Line,
    Row,
    Status,
    Subcategory,
    TaxonomyBreak,
    TaxonomyBridge,
)

Names = dict[tuple[str, str], dict[str, set[tuple[str, ...]]]]

# The file that has the names of a domain.
_NAMED_IN: dict[str, type[Row]] = {
    "branch": Branch,
    "channel": Channel,
    "status": Status,
    "cause": Cause,
    "grievance": Grievance,
}
_SLICED_BY = ("branch", "channel", "cause", "grievance")

# A cause or grievance has its name within a category only, so that its spelling may be the name of another elsewhere.
_NAMED_BY_CATEGORY = ("cause", "grievance")

# Domains whose names are the same everywhere.
_GIVEN_NAMES = {"controllability": get_args(Controllability), "flag": ("true", "false")}


def broken_rules(files: ReferenceFiles) -> Iterator[Problem]:
    """Everything that breaks a rule of its own. A rule waits for what it refers to: all that must be whole."""
    for needed, rule in RULES:
        if files.are_whole(*needed):
            yield from rule(files)


def _repeated_aliases(files: ReferenceFiles) -> Iterator[Problem]:
    first: dict[tuple[str, str | None, str], Alias] = {}
    for row in files.rows(Alias):
        owner = first.setdefault((row.domain, row.source_system, fold(row.alias)), row)
        if owner is row:
            continue
        if fold(owner.canonical_value) == fold(row.canonical_value):
            message = f"stands in line {owner.line} already; remove one of the two"
        else:
            here, there = row.canonical_value, owner.canonical_value
            message = f"leads to {here} here and to {there} in line {owner.line}; keep one of the two"
        yield Problem(row.file, row.line, f"alias: {row.alias!r} {message}")


def _alias_targets(files: ReferenceFiles) -> Iterator[Problem]:
    names = _known_names(files)
    for row in files.rows(Alias):
        feeds = [row.source_system] if row.source_system else get_args(SourceSystem)
        known = [names[row.domain, feed] for feed in feeds]
        alias, target = fold(row.alias), fold(row.canonical_value)
        if not any(target in codes for codes in known):
            question = nearest(target, {name for codes in known for name in codes})
            message = f"{row.canonical_value!r} is no {_NAMES[row.domain]}; add it there, or correct it{question}"
            yield Problem(row.file, row.line, f"canonical_value: {message}")
        elif row.domain not in _NAMED_BY_CATEGORY and all(
            alias in codes and codes[alias] != codes.get(target) for codes in known
        ):
            message = f"{row.alias!r} is itself a {_NAMES[row.domain]}, which leads elsewhere; remove the alias"
            yield Problem(row.file, row.line, f"alias: {message}")


def _known_names(files: ReferenceFiles) -> Names:
    """What each name of a domain stands for in a feed."""
    names: Names = {(domain, feed): defaultdict(set) for domain in get_args(Domain) for feed in get_args(SourceSystem)}
    for feed in get_args(SourceSystem):
        for domain, model in _NAMED_IN.items():
            for row in files.rows(model):
                for name in row.values(model.names()):
                    names[domain, feed][fold(name)].add(row.values(model.key))
        for domain, values in _GIVEN_NAMES.items():
            for value in values:
                names[domain, feed][fold(value)].add((value,))
    for entry in files.rows(CrosswalkEntry):
        codes = (entry.category_code, entry.subcategory_code)
        names["category", entry.source_system][fold(entry.source_value)].add(codes)
    return names


def _periods(files: ReferenceFiles) -> Iterator[Problem]:
    names = [(row, row.valid_from, row.valid_to) for row in files.rows(CrosswalkEntry)]
    for row, other in _overlapping(names, lambda row: (row.source_system, fold(row.source_value))):
        message = (
            f"source_value: {row.source_value!r} of {row.source_system} holds {_span(row)}, and in line "
            f"{other.line} {_span(other)}; let one period end before the other begins"
        )
        yield Problem(row.file, row.line, message)


def _span(row: CrosswalkEntry) -> str:
    begin = "ever" if row.valid_from == date.min else row.valid_from
    return f"from {begin} to {'further notice' if row.valid_to == date.max else row.valid_to}"


def _coverages(files: ReferenceFiles) -> Iterator[Problem]:
    times = [(row, row.covered_from, row.covered_to) for row in files.rows(DeclaredCoverage)]
    for row, other in _overlapping(times, lambda row: row.source_system):
        message = (
            f"'{row.covered_from}' of {row.source_system} lies in the time of line {other.line}, which ends "
            f"on {other.covered_to}; let one time end before the other begins"
        )
        yield Problem(row.file, row.line, f"covered_from: {message}")


def _overlapping(
    periods: Iterable[tuple[AnyRow, date, date]], owner: Callable[[AnyRow], object]
) -> Iterator[tuple[AnyRow, AnyRow]]:
    """Each row whose period begins in that of an earlier one of the same owner, with the one that lasts longest."""
    latest: dict[object, tuple[date, AnyRow]] = {}
    for row, begin, end in sorted(periods, key=lambda period: period[1]):
        until, other = latest.get(owner(row), (date.min, row))
        if other is not row and begin <= until:
            yield row, other
        if other is row or end > until:
            latest[owner(row)] = (end, row)


def _regions(files: ReferenceFiles) -> Iterator[Problem]:
    """A region is called the same wherever it stands."""
    first: dict[str, Branch] = {}
    for row in files.rows(Branch):
        if not row.region and (row.region_name or row.region_name_zh):
            yield Problem(row.file, row.line, "region: is empty; write the code of the region that is named")
        owner = first.setdefault(row.region, row) if row.region else row
        for column in ("region_name", "region_name_zh"):
            here, there = getattr(row, column), getattr(owner, column)
            if here != there:
                message = (
                    f"{row.region} is called {here!r} here and {there!r} in line {owner.line}; write the same in both"
                )
                yield Problem(row.file, row.line, f"{column}: {message}")


def _scopes(
    model: type[Figure | TaxonomyBreak | TaxonomyBridge], column: str, files: ReferenceFiles
) -> Iterator[Problem]:
    known = {
        "company": {"company"},
        "line": {row.line_code for row in files.rows(Line)} | {"unmapped"},
        "category": {row.category_code for row in files.rows(Category)} | {"unmapped"},
        "subcategory": {row.subcategory_code for row in files.rows(Subcategory)},
        "channel": {row.channel_code for row in files.rows(Channel)},
    }
    for row in files.rows(model):
        level, (code,) = row.scope_level, row.values((column,))
        if code not in known[level]:
            home = "channels.csv" if level == "channel" else "the taxonomy"
            message = f"{code!r} is no {level}; add it to {home}, or correct it{nearest(code, known[level])}"
            yield Problem(row.file, row.line, f"{column}: {message}")


def _bridges(files: ReferenceFiles) -> Iterator[Problem]:
    """A break that is bridged says with what, and nothing else does."""
    breaks = {row.values(TaxonomyBreak.key): row for row in files.rows(TaxonomyBreak)}
    bridged = set()
    for row in files.rows(TaxonomyBridge):
        key = row.values(TaxonomyBreak.key)
        bridged.add(key)
        own = breaks.get(key)
        if own and own.is_bridged:
            continue
        if own:
            message = f"the break in line {own.line} of taxonomy_breaks.csv is not bridged; write true there"
        else:
            feed = row.source_system or "all feeds"
            message = f"taxonomy_breaks.csv has no break of {row.scope_code!r} for {feed} on {row.effective_from}"
            message += "; declare it there"
        yield Problem(row.file, row.line, f"scope_code: {message}, or remove this line")
    for key, declared in breaks.items():
        if declared.is_bridged and key not in bridged:
            code = declared.scope_code
            message = (
                f"is true, but taxonomy_bridges.csv does not say with which codes {code} is compared; add a line for "
                f"each, or one with {code} itself as member_code if the crosswalk leads both years to it"
            )
            yield Problem(declared.file, declared.line, f"is_bridged: {message}")


def _slices(files: ReferenceFiles) -> Iterator[Problem]:
    known: dict[str, set[str]] = {
        part: {row.values(_NAMED_IN[part].key)[-1] for row in files.rows(_NAMED_IN[part])} | set(RESERVED_CODES)
        for part in _SLICED_BY
    }
    known["channel_group"] = {*get_args(ChannelGroup), *RESERVED_CODES}
    known["month"] = {str(month) for month in range(1, 13)}
    for row in files.rows(Figure):
        part, equals, value = row.slice.partition("=")
        if row.slice and not (equals and value):
            message = f"{row.slice!r} is no part of a scope; write one such as month=3, or leave it empty"
            yield Problem(row.file, row.line, f"slice: {message}")
        elif part in known and value not in known[part]:
            message = f"{value!r} is no {part}; correct it{nearest(value, known[part])}"
            yield Problem(row.file, row.line, f"slice: {message}")


_NAMES = {
    **{domain: f"name of a {domain} in {model.file}.csv" for domain, model in _NAMED_IN.items()},
    "controllability": f"judgement of controllability: {' or '.join(_GIVEN_NAMES['controllability'])}",
    "flag": f"state of a flag: {' or '.join(_GIVEN_NAMES['flag'])}",
    "category": "name of a category that category_crosswalk.csv has for the feed",
}
_SCOPES = (Line, Category, Subcategory, Channel)

RULES: tuple[tuple[Collection[type[Row]], Callable[[ReferenceFiles], Iterator[Problem]]], ...] = (
    ((), _repeated_aliases),
    ((CrosswalkEntry, *_NAMED_IN.values()), _alias_targets),
    ((), _periods),
    ((), _coverages),
    ((), _regions),
    (_SCOPES, partial(_scopes, Figure, "scope_code")),
    (_SCOPES, partial(_scopes, TaxonomyBreak, "scope_code")),
    (_SCOPES, partial(_scopes, TaxonomyBridge, "member_code")),
    ((TaxonomyBreak, TaxonomyBridge), _bridges),
    ([_NAMED_IN[part] for part in _SLICED_BY], _slices),
)
