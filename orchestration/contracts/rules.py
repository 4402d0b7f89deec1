"""What the entries of a contract must mean together. Each rule gives the entries that break it, with the remedy."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from orchestration.contracts.header_keys import header_key
from orchestration.contracts.model import FIELD_NAME, Contract, columns_of

# Fields whose meaning is fixed in every feed, and the classes that keep what they hold out of the lake.
PERSONAL = {
    "customer_name": ("drop",),
    **dict.fromkeys(
        ("identity_number", "phone", "customer_number", "policy_number", "respondent"), ("tokenise", "drop")
    ),
    **dict.fromkeys(("narrative", "what_happened", "analysis", "lesson"), ("redact", "drop")),
}

# DuckDB adds a column of this name to what it reads from the lake.
RESERVED_COLUMNS = frozenset({"filename"})


@dataclass(frozen=True)
class Problem:
    """What is wrong with one entry of a contract, and the remedy. `place` leads from the whole to the entry."""

    place: tuple[str | int, ...]
    message: str


@dataclass(frozen=True)
class Draft:
    """A contract on trial: what of it can be read, and how the project's own contract of the feed reads, if it has one.

    `names` are all its fields, also those that cannot be read.
    """

    contract: Contract
    names: Collection[str]
    canonical: Contract | None


def broken_rules(draft: Draft) -> list[Problem]:
    """Everything that is wrong with the contract as a whole."""
    return [problem for rule in RULES for problem in rule(draft)]


def _names(draft: Draft) -> Iterator[Problem]:
    for name in draft.contract.fields:
        if not FIELD_NAME.fullmatch(name):
            yield Problem(("fields", name), f"field name {name!r}: use lower-case letters, digits and underscores")


def _columns(draft: Draft) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for column in columns_of(draft.contract.fields):
        owner = owners.setdefault(column.name, column.field)
        if owner != column.field:
            yield Problem(
                ("fields", column.field),
                f"{owner} and {column.field} would both fill the lake's column {column.name}; rename one of them",
            )
        if column.name in RESERVED_COLUMNS:
            yield Problem(("fields", column.field), f"{column.name} is a name that the lake uses itself; rename it")


def _headers(draft: Draft) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for name, field in draft.contract.fields.items():
        for index, header in enumerate(field.headers):
            owner = owners.setdefault(header_key(header), name)
            if owner != name:
                yield Problem(
                    ("fields", name, "headers", index),
                    f"header {header} stands at both {owner} and {name}; remove it from one of them",
                )


def _key(draft: Draft) -> Iterator[Problem]:
    for index, name in enumerate(draft.contract.key):
        if name not in draft.names:
            yield Problem(("key", index), f"key names {name}, which is no field; add the field or correct the key")
        elif _privacy(draft, name) == "drop":
            yield Problem(
                ("fields", name, "privacy"), f"{name} is part of the key, so it cannot be dropped; tokenise it"
            )


def _covered(draft: Draft) -> Iterator[Problem]:
    begin, end = draft.contract.covered_from, draft.contract.covered_to
    if (begin or end) and draft.contract.kind != "complaints":
        place = "covered_from" if begin else "covered_to"
        yield Problem((place,), f"{place} is for feeds of complaints; remove it")
    elif begin and end and end < begin:
        yield Problem(("covered_to",), f"covered_to, {end}, lies before covered_from, {begin}; correct one of them")


def _newest_by(draft: Draft) -> Iterator[Problem]:
    name = draft.contract.newest_by
    if name is None:
        return
    field = draft.contract.fields.get(name)
    if name not in draft.names:
        yield Problem(("newest_by",), f"newest_by names {name}, which is no field; add the field or correct the entry")
    elif field and (field.type, field.privacy) != ("date", "keep"):
        yield Problem(
            ("newest_by",),
            f"{name} has type {field.type} and privacy {field.privacy}, but only a date that is kept tells which row "
            "is newer; give the field type date and privacy keep, or name another one",
        )


def _lines_by(draft: Draft) -> Iterator[Problem]:
    for index, name in enumerate(draft.contract.lines_by):
        place = ("lines_by", index)
        if name not in draft.names:
            yield Problem(place, f"lines_by names {name}, which is no field; add the field or correct the entry")
        elif name in draft.contract.key:
            yield Problem(
                place, f"{name} is part of the key, in which lines of one complaint agree; remove it from one"
            )
        elif _privacy(draft, name) in ("tokenise", "drop"):
            yield Problem(
                place, f"{name} has privacy {_privacy(draft, name)}, so no line can show it; keep or redact it"
            )


def _types(draft: Draft) -> Iterator[Problem]:
    for name, field in draft.contract.fields.items():
        if field.pad_to is not None and field.type != "identifier":
            yield Problem(
                ("fields", name, "pad_to"),
                f"only an identifier has leading zeros, and this is a {field.type}; remove pad_to, or set the type",
            )
        if field.type in ("date", "number") and field.privacy in ("tokenise", "redact"):
            yield Problem(
                ("fields", name, "privacy"),
                f"{field.privacy} would leave no {field.type} to read; keep or drop it, or change its type",
            )


def _looks_personal(draft: Draft) -> Iterator[Problem]:
    for name, field in draft.contract.fields.items():
        if field.looks_personal and (field.privacy != "keep" or field.type in ("date", "number")):
            yield Problem(
                ("fields", name, "looks_personal"),
                f"only a text or an identifier that is kept can look personal and be none, and this is a {field.type} "
                f"with privacy {field.privacy}; remove looks_personal",
            )


def _personal_data(draft: Draft) -> Iterator[Problem]:
    for name, allowed in PERSONAL.items():
        privacy = _privacy(draft, name)
        if privacy and privacy not in allowed:
            yield Problem(
                ("fields", name, "privacy"),
                f"{privacy} would bring personal data into the lake, or nothing that can be used; "
                f"use {' or '.join(allowed)}",
            )


def _columns_of_the_models(draft: Draft) -> Iterator[Problem]:
    if draft.canonical is None:
        return
    if set(draft.contract.key) != set(draft.canonical.key):
        key = ", ".join(draft.canonical.key)
        yield Problem(("key",), f"the models know a record of this feed by {key}; write key: [{key}]")
    for name, base in draft.canonical.fields.items():
        field = draft.contract.fields.get(name)
        is_needed = name in (*draft.canonical.key, "received_at")
        if is_needed and (name not in draft.names or _privacy(draft, name) == "drop"):
            yield Problem(("fields", name), f"without {name} no row of this feed can be used; add it")
        if field is None or field.privacy == "drop":
            continue
        if field.privacy == "tokenise" and base.privacy != "tokenise":
            yield Problem(
                ("fields", name, "privacy"),
                f"the models read {name}, of which tokenise leaves nothing; use {base.privacy}, or rename the field",
            )
        if base.type == "date" and field.type != "date":
            yield Problem(("fields", name, "type"), f"the models read {name} as a date; write type: date")


def _privacy(draft: Draft, name: str) -> str | None:
    field = draft.contract.fields.get(name)
    return field.privacy if field else None


RULES: tuple[Callable[[Draft], Iterator[Problem]], ...] = (
    _names,
    _columns,
    _headers,
    _key,
    _newest_by,
    _covered,
    _lines_by,
    _types,
    _looks_personal,
    _personal_data,
    _columns_of_the_models,
)
