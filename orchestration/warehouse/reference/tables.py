"""The reference files: their columns, their keys, and what refers to what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "code", "date", "number", "integer", "boolean"]

# Feeds whose complaints the models take in; they look up names for each.
SOURCE_SYSTEMS = ("call_center", "hq")
SCOPE_LEVELS = ("company", "line", "category", "subcategory")
BREAK_LEVELS = (*SCOPE_LEVELS, "channel")
DOMAINS = ("branch", "category", "channel", "cause", "grievance", "status", "controllability", "flag")
CHANNEL_GROUPS = ("direct", "referred")
CONTROLLABILITY = ("controllable", "uncontrollable")
FLAGS = ("true", "false")
COVERAGES = ("covered", "not_covered")

# Codes that the models themselves give to what is not in the reference data.
RESERVED_CODES = ("unmapped", "unspecified", "undetermined")


@dataclass(frozen=True)
class Column:
    """What a cell may hold. `choices`, where there are any, are all that it may say."""

    kind: Kind = "text"
    is_required: bool = True
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reference:
    """Columns whose values together must stand in the columns of the same names of another file."""

    columns: tuple[str, ...]
    to: str


@dataclass(frozen=True)
class Table:
    """One file. No two rows agree in `key`; where there is none, a rule of its own says what may not stand twice.

    `names` are columns of which a row needs at least one; within `names_within` a name belongs to one row, because
    feeds are matched by it. `needed` are keys that the models use by name. A file that `may_be_missing` counts as one
    without a row.
    """

    columns: Mapping[str, Column]
    key: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    names: tuple[str, ...] = ()
    names_within: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    may_be_missing: bool = False


CODE = Column("code")
TEXT = Column()
OPTIONAL = Column(is_required=False)
FEED = Column(choices=SOURCE_SYSTEMS)
FEED_OR_ALL = Column(is_required=False, choices=SOURCE_SYSTEMS)
SCOPE_LEVEL = Column(choices=SCOPE_LEVELS)

TO_CATEGORY = Reference(("category_code",), "categories")


def _named(entity: str) -> dict[str, Column]:
    return {f"{entity}_name": OPTIONAL, f"{entity}_name_zh": OPTIONAL}


TABLES = {
    "lines": Table(
        columns={"line_code": CODE, **_named("line")},
        key=("line_code",),
        names=("line_name", "line_name_zh"),
    ),
    "categories": Table(
        columns={"category_code": CODE, "line_code": CODE, **_named("category")},
        key=("category_code",),
        references=(Reference(("line_code",), "lines"),),
        names=("category_name", "category_name_zh"),
    ),
    "subcategories": Table(
        columns={"subcategory_code": CODE, "category_code": CODE, **_named("subcategory")},
        key=("subcategory_code",),
        references=(TO_CATEGORY,),
        names=("subcategory_name", "subcategory_name_zh"),
        names_within=("category_code",),
    ),
    "category_crosswalk": Table(
        columns={
            "source_system": FEED,
            "source_value": TEXT,
            "category_code": CODE,
            "subcategory_code": Column("code", is_required=False),
            "valid_from": Column("date", is_required=False),
            "valid_to": Column("date", is_required=False),
        },
        references=(TO_CATEGORY, Reference(("subcategory_code", "category_code"), "subcategories")),
    ),
    "branches": Table(
        columns={"branch_code": CODE, **_named("branch")},
        key=("branch_code",),
        names=("branch_name", "branch_name_zh"),
    ),
    "channels": Table(
        columns={"channel_code": CODE, "channel_group": Column(choices=CHANNEL_GROUPS), **_named("channel")},
        key=("channel_code",),
        names=("channel_name", "channel_name_zh"),
    ),
    "service_items": Table(
        columns={"category_code": CODE, "service_item_code": CODE, **_named("service_item")},
        key=("category_code", "service_item_code"),
        references=(TO_CATEGORY,),
        names=("service_item_name", "service_item_name_zh"),
        names_within=("category_code",),
    ),
    "causes": Table(
        columns={
            "category_code": CODE,
            "cause_group_code": CODE,
            **_named("cause_group"),
            "cause_code": CODE,
            **_named("cause"),
            "controllability": Column(choices=CONTROLLABILITY),
            "service_item_code": Column("code", is_required=False),
        },
        key=("category_code", "cause_code"),
        references=(TO_CATEGORY, Reference(("service_item_code", "category_code"), "service_items")),
        names=("cause_name", "cause_name_zh"),
        names_within=("category_code",),
    ),
    "grievances": Table(
        columns={"category_code": CODE, "grievance_code": CODE, **_named("grievance")},
        key=("category_code", "grievance_code"),
        references=(TO_CATEGORY,),
        names=("grievance_name", "grievance_name_zh"),
        names_within=("category_code",),
    ),
    "statuses": Table(
        columns={"status_code": CODE, **_named("status")},
        key=("status_code",),
        names=("status_name", "status_name_zh"),
        needed=("open", "closed"),
    ),
    "aliases": Table(
        columns={
            "domain": Column(choices=DOMAINS),
            "source_system": FEED_OR_ALL,
            "alias": TEXT,
            "canonical_value": TEXT,
        },
    ),
    "rules": Table(
        columns={"rule_code": CODE, "rule_value": Column("number"), "unit": OPTIONAL, "description": OPTIONAL},
        key=("rule_code",),
        needed=("high_incidence_complaints", "dissatisfied_max_score", "earliest_received_year"),
    ),
    "figures": Table(
        columns={
            "figure_id": TEXT,
            "deck_section": OPTIONAL,
            "source_system": FEED,
            "report_year": Column("integer"),
            "measure": TEXT,
            "scope_level": SCOPE_LEVEL,
            "scope_code": CODE,
            "slice": OPTIONAL,
            "published_value": Column("number"),
            "unit": TEXT,
            "decimals": Column("integer"),
            "note": OPTIONAL,
        },
        key=("figure_id",),
    ),
    "declared_coverage": Table(
        columns={
            "source_system": FEED,
            "covered_from": Column("date"),
            "covered_to": Column("date"),
            "coverage": Column(choices=COVERAGES),
            "note": OPTIONAL,
        },
        key=("source_system", "covered_from"),
        may_be_missing=True,
    ),
    "taxonomy_breaks": Table(
        columns={
            "source_system": FEED_OR_ALL,
            "scope_level": Column(choices=BREAK_LEVELS),
            "scope_code": CODE,
            "effective_from": Column("date"),
            "is_bridged": Column("boolean"),
            "note": OPTIONAL,
        },
        key=("source_system", "scope_level", "scope_code", "effective_from"),
    ),
    "taxonomy_bridges": Table(
        columns={
            "source_system": FEED_OR_ALL,
            "scope_level": SCOPE_LEVEL,
            "scope_code": CODE,
            "effective_from": Column("date"),
            "member_code": CODE,
        },
        key=("source_system", "scope_level", "scope_code", "effective_from", "member_code"),
        may_be_missing=True,
    ),
}
