"""Rules of single files: aliases lead to one name, periods do not overlap, figures speak of what there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from orchestration.warehouse.reference.cells import fold, to_date, to_number
from orchestration.warehouse.reference.keys import nearest
from orchestration.warehouse.reference.reading import Problem, Row
from orchestration.warehouse.reference.tables import (
    CHANNEL_GROUPS,
    CONTROLLABILITY,
    DOMAINS,
    FLAGS,
    RESERVED_CODES,
    SCOPE_LEVELS,
    SOURCE_SYSTEMS,
    TABLES,
)

Rows = Mapping[str, Sequence[Row]]
Names = dict[tuple[str, str], dict[str, set[tuple[str, ...]]]]

# The file that has the names of a domain, and their code in it.
_NAMED_IN = {
    "branch": ("branches", "branch_code"),
    "channel": ("channels", "channel_code"),
    "status": ("statuses", "status_code"),
    "cause": ("causes", "cause_code"),
    "grievance": ("grievances", "grievance_code"),
}
_SLICED_BY = {domain: _NAMED_IN[domain] for domain in ("branch", "channel", "cause", "grievance")}

# A cause or grievance has its name within a category only, so that its spelling may be the name of another elsewhere.
_NAMED_BY_CATEGORY = ("cause", "grievance")

# Rules whose value is a fraction.
_SHARES = ("undeclared_break_min_share", "material_change_rate")


def broken_rules(rows: Rows) -> Iterator[Problem]:
    """Everything that breaks a rule of its own. A rule is left out if a file that it needs could not be read."""
    for needed, rule in RULES:
        if all(name in rows for name in needed):
            yield from rule(rows)


def _repeated_aliases(rows: Rows) -> Iterator[Problem]:
    first: dict[tuple[str, str, str], Row] = {}
    for row in _judged(rows, "aliases"):
        owner = first.setdefault((row["domain"], row["source_system"], fold(row["alias"])), row)
        if owner is row:
            continue
        if fold(owner["canonical_value"]) == fold(row["canonical_value"]):
            message = f"stands in line {owner.line} already; remove one of the two"
        else:
            here, there = row["canonical_value"], owner["canonical_value"]
            message = f"leads to {here} here and to {there} in line {owner.line}; keep one of the two"
        yield Problem("aliases", row.line, f"alias: {row['alias']!r} {message}")


def _alias_targets(rows: Rows) -> Iterator[Problem]:
    names = _known_names(rows)
    for row in _judged(rows, "aliases"):
        feeds = [row["source_system"]] if row["source_system"] else SOURCE_SYSTEMS
        known = [names[row["domain"], feed] for feed in feeds if (row["domain"], feed) in names]
        alias, target = fold(row["alias"]), fold(row["canonical_value"])
        if not known or not alias or not target:
            continue
        if not any(target in codes for codes in known):
            question = nearest(target, {name for codes in known for name in codes})
            message = f"{row['canonical_value']!r} is no {_NAMES[row['domain']]}; add it there, or correct it{question}"
            yield Problem("aliases", row.line, f"canonical_value: {message}")
        elif row["domain"] not in _NAMED_BY_CATEGORY and all(
            alias in codes and codes[alias] != codes.get(target) for codes in known
        ):
            message = f"{row['alias']!r} is itself a {_NAMES[row['domain']]}, which leads elsewhere; remove the alias"
            yield Problem("aliases", row.line, f"alias: {message}")


def _known_names(rows: Rows) -> Names:
    """What each name of a domain stands for in a feed."""
    names: Names = {(domain, feed): defaultdict(set) for domain in DOMAINS for feed in SOURCE_SYSTEMS}
    for feed in SOURCE_SYSTEMS:
        for domain, (name, _) in _NAMED_IN.items():
            table = TABLES[name]
            for row in rows[name]:
                for column in table.names:
                    names[domain, feed][fold(row[column])].add(tuple(row[part] for part in table.key))
        for domain, values in (("controllability", CONTROLLABILITY), ("flag", FLAGS)):
            for value in values:
                names[domain, feed][fold(value)].add((value,))
    for row in rows["category_crosswalk"]:
        if row["source_system"] in SOURCE_SYSTEMS:
            codes = (row["category_code"], row["subcategory_code"])
            names["category", row["source_system"]][fold(row["source_value"])].add(codes)
    return names


def _periods(rows: Rows) -> Iterator[Problem]:
    latest: dict[tuple[str, str], tuple[date, Row]] = {}
    for row, begin, end in _by_begin((row, *_period(row)) for row in _judged(rows, "category_crosswalk")):
        if end < begin:
            message = (
                f"valid_to: {row['valid_to']!r} lies before valid_from, {row['valid_from']!r}; correct one of them"
            )
            yield Problem("category_crosswalk", row.line, message)
            continue
        name = (row["source_system"], fold(row["source_value"]))
        until, other = latest.get(name, (date.min, row))
        if other is not row and begin <= until:
            message = (
                f"source_value: {row['source_value']!r} of {row['source_system']} holds {_span(row)}, and in line "
                f"{other.line} {_span(other)}; let one period end before the other begins"
            )
            yield Problem("category_crosswalk", row.line, message)
        if other is row or end > until:
            latest[name] = (end, row)


def _coverages(rows: Rows) -> Iterator[Problem]:
    latest: dict[str, tuple[date, Row]] = {}
    periods = (
        (row, to_date(row["covered_from"]), to_date(row["covered_to"])) for row in _judged(rows, "declared_coverage")
    )
    for row, begin, end in _by_begin(periods):
        if end < begin:
            message = f"{row['covered_to']!r} lies before covered_from, {row['covered_from']!r}; correct one of them"
            yield Problem("declared_coverage", row.line, f"covered_to: {message}")
            continue
        until, other = latest.get(row["source_system"], (date.min, row))
        if begin <= until:
            message = (
                f"{row['covered_from']!r} of {row['source_system']} lies in the time of line {other.line}, which ends "
                f"on {until}; let one time end before the other begins"
            )
            yield Problem("declared_coverage", row.line, f"covered_from: {message}")
        latest[row["source_system"]] = max((end, row), (until, other), key=lambda period: period[0])


def _by_begin(periods: Iterable[tuple[Row, date | None, date | None]]) -> list[tuple[Row, date, date]]:
    """The periods whose two days can be read, by their first."""
    readable = [(row, begin, end) for row, begin, end in periods if begin and end]
    return sorted(readable, key=lambda period: period[1])


def _period(row: Row) -> tuple[date | None, date | None]:
    return (
        to_date(row["valid_from"]) if row["valid_from"] else date.min,
        to_date(row["valid_to"]) if row["valid_to"] else date.max,
    )


def _span(row: Row) -> str:
    return f"from {row['valid_from'] or 'ever'} to {row['valid_to'] or 'further notice'}"


def _scopes(name: str, column: str, rows: Rows) -> Iterator[Problem]:
    known = {
        "company": {"company"},
        "line": {row["line_code"] for row in rows["lines"]} | {"unmapped"},
        "category": {row["category_code"] for row in rows["categories"]} | {"unmapped"},
        "subcategory": {row["subcategory_code"] for row in rows["subcategories"]},
    }
    for row in _judged(rows, name):
        level, code = row["scope_level"], row[column]
        if level in known and code and code not in known[level]:
            message = f"{code!r} is no {level}; add it to the taxonomy, or correct it{nearest(code, known[level])}"
            yield Problem(name, row.line, f"{column}: {message}")


def _channel_breaks(rows: Rows) -> Iterator[Problem]:
    known = {row["channel_code"] for row in rows["channels"]}
    for row in _judged(rows, "taxonomy_breaks"):
        if row["scope_level"] != "channel":
            continue
        code = row["scope_code"]
        if code and code not in known:
            message = f"{code!r} is no channel; add it to channels.csv, or correct it{nearest(code, known)}"
            yield Problem("taxonomy_breaks", row.line, f"scope_code: {message}")
        if _is_bridged(row):
            message = "no mart compares a channel with the year before, so that there is nothing to bridge; write false"
            yield Problem("taxonomy_breaks", row.line, f"is_bridged: {message}")


def _bridges(rows: Rows) -> Iterator[Problem]:
    """A break that is bridged says with what, and nothing else does."""
    breaks = {_break_key(row): row for row in _judged(rows, "taxonomy_breaks")}
    bridged = set()
    for row in _judged(rows, "taxonomy_bridges"):
        key = _break_key(row)
        bridged.add(key)
        own = breaks.get(key)
        if not all(key[1:]) or row["scope_level"] not in SCOPE_LEVELS or (own and _is_bridged(own)):
            continue
        if own:
            message = f"the break in line {own.line} of taxonomy_breaks.csv is not bridged; write true there"
        else:
            feed = row["source_system"] or "all feeds"
            message = f"taxonomy_breaks.csv has no break of {row['scope_code']!r} for {feed} on {row['effective_from']}"
            message += "; declare it there"
        yield Problem("taxonomy_bridges", row.line, f"scope_code: {message}, or remove this line")
    for key, row in breaks.items():
        if _is_bridged(row) and all(key[1:]) and row["scope_level"] in SCOPE_LEVELS and key not in bridged:
            code = row["scope_code"]
            message = (
                f"is true, but taxonomy_bridges.csv does not say with which codes {code} is compared; add a line for "
                f"each, or one with {code} itself as member_code if the crosswalk leads both years to it"
            )
            yield Problem("taxonomy_breaks", row.line, f"is_bridged: {message}")


def _break_key(row: Row) -> tuple[str, str, str, date | None]:
    return row["source_system"], row["scope_level"], row["scope_code"], to_date(row["effective_from"])


def _is_bridged(row: Row) -> bool:
    return row["is_bridged"].lower() == "true"


def _shares(rows: Rows) -> Iterator[Problem]:
    for row in _judged(rows, "rules"):
        value = to_number(row["rule_value"]) if row["rule_code"] in _SHARES else None
        if value is not None and not 0 <= value <= 1:
            message = f"rule_value: {row['rule_value']!r} is no share; write a fraction such as 0.02 for 2 %"
            yield Problem("rules", row.line, message)


def _slices(rows: Rows) -> Iterator[Problem]:
    known: dict[str, set[str]] = {
        part: {row[code] for row in rows[name]} | set(RESERVED_CODES) for part, (name, code) in _SLICED_BY.items()
    }
    known["channel_group"] = {*CHANNEL_GROUPS, *RESERVED_CODES}
    known["month"] = {str(month) for month in range(1, 13)}
    for row in _judged(rows, "figures"):
        part, equals, value = row["slice"].partition("=")
        if row["slice"] and not (equals and value):
            message = f"{row['slice']!r} is no part of a scope; write one such as month=3, or leave it empty"
            yield Problem("figures", row.line, f"slice: {message}")
        elif part in known and value not in known[part]:
            message = f"{value!r} is no {part}; correct it{nearest(value, known[part])}"
            yield Problem("figures", row.line, f"slice: {message}")


def _whole_numbers(rows: Rows) -> Iterator[Problem]:
    for row in _judged(rows, "rules"):
        allowed, value = _WHOLE_NUMBERS.get(row["rule_code"]), to_number(row["rule_value"])
        if allowed and value is not None and value not in allowed:
            message = f"{row['rule_value']!r} is no whole number from {allowed[0]} to {allowed[-1]}; correct it"
            yield Problem("rules", row.line, f"rule_value: {message}")


def _judged(rows: Rows, name: str) -> Iterable[Row]:
    return (row for row in rows[name] if not row.is_ragged)


# Rules that count complaints or days, and what each may say.
_WHOLE_NUMBERS = {
    "material_change_complaints": range(10_000),
    "watchlist_malicious_complaints": range(1, 10_000),
    "watchlist_repeats_in_12_months": range(1, 10_000),
    "deadline_days": range(1, 10_000),
    "deadline_days_complex": range(1, 10_000),
    "deadline_days_extension": range(10_000),
}

_NAMES = {
    "controllability": f"judgement of controllability: {' or '.join(CONTROLLABILITY)}",
    "flag": f"state of a flag: {' or '.join(FLAGS)}",
    "category": "name of a category that category_crosswalk.csv has for the feed",
    **{domain: f"name of a {domain} in {name}.csv" for domain, (name, _) in _NAMED_IN.items()},
}
_TAXONOMY = ("lines", "categories", "subcategories")

RULES: tuple[tuple[tuple[str, ...], Callable[[Rows], Iterator[Problem]]], ...] = (
    (("aliases",), _repeated_aliases),
    (("aliases", "category_crosswalk", *(name for name, _ in _NAMED_IN.values())), _alias_targets),
    (("category_crosswalk",), _periods),
    (("declared_coverage",), _coverages),
    (("figures", *_TAXONOMY), partial(_scopes, "figures", "scope_code")),
    (("taxonomy_breaks", *_TAXONOMY), partial(_scopes, "taxonomy_breaks", "scope_code")),
    (("taxonomy_breaks", "channels"), _channel_breaks),
    (("taxonomy_bridges", *_TAXONOMY), partial(_scopes, "taxonomy_bridges", "member_code")),
    (("taxonomy_bridges", "taxonomy_breaks"), _bridges),
    (("rules",), _shares),
    (("rules",), _whole_numbers),
    (("figures", *(name for name, _ in _SLICED_BY.values())), _slices),
)
