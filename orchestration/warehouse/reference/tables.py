"""The reference files: what a row of each says, its key, and what it refers to."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, field_validator, model_validator

from orchestration.warehouse.reference.cells import (
    BreakLevel,
    ChannelGroup,
    Code,
    Controllability,
    Coverage,
    Day,
    Domain,
    Flag,
    Integer,
    NewCode,
    Number,
    ScopeLevel,
    SourceSystem,
    fold,
)

# Rules whose value is a fraction, and those that count complaints or days, with what each may say.
_SHARES = ("undeclared_break_min_share", "material_change_rate")
_WHOLE_NUMBERS = {
    "material_change_complaints": range(10_000),
    "watchlist_malicious_complaints": range(1, 10_000),
    "watchlist_repeats_in_12_months": range(1, 10_000),
    "deadline_days": range(1, 10_000),
    "deadline_days_complex": range(1, 10_000),
    "deadline_days_extension": range(10_000),
}


class Row(BaseModel):
    """A row of a reference file and the line that it begins on. A column with a default may have empty cells.

    No two rows agree in `key`; where there is none, a rule of its own says what may not stand twice. `needed` are codes
    that the models use by name. A file that `may_be_missing` counts as one without a row, and one may leave out the
    columns that it `may_lack`.
    """

    model_config = ConfigDict(frozen=True)

    file: ClassVar[str]
    key: ClassVar[tuple[str, ...]] = ()
    named_within: ClassVar[tuple[str, ...]] = ()
    needed: ClassVar[tuple[str, ...]] = ()
    may_be_missing: ClassVar[bool] = False
    may_lack: ClassVar[tuple[str, ...]] = ()

    line: int

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """The columns that the models read."""
        return tuple(name for name in cls.model_fields if name != "line")

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The columns for the name of what the code stands for, of which a row needs one: feeds are matched by it."""
        thing = cls.key[-1].removesuffix("_code") if cls.key else ""
        return tuple(name for name in (f"{thing}_name", f"{thing}_name_zh") if name in cls.model_fields)

    @classmethod
    def context(cls) -> tuple[str, ...]:
        """The columns of what a row belongs to; a name, and for others the code, stands for it only within that."""
        return cls.key[:-1] or cls.named_within

    def values(self, columns: tuple[str, ...]) -> tuple[Any, ...]:
        """What stands in these columns."""
        return tuple(getattr(self, column) for column in columns)

    @field_validator("*", mode="before")
    @classmethod
    def _is_filled_in(cls, cell: Any) -> Any:
        if isinstance(cell, str) and not fold(cell):
            raise ValueError("is empty; fill it in")
        return cell

    @model_validator(mode="after")
    def _has_a_name(self) -> Row:
        if self.names() and not any(self.values(self.names())):
            raise ValueError(f"{' and '.join(self.names())} are both empty; fill in one of them")
        return self


class Line(Row):
    file = "lines"
    key = ("line_code",)
    line_code: NewCode
    line_name: str = ""
    line_name_zh: str = ""


class Category(Row):
    file = "categories"
    key = ("category_code",)
    category_code: NewCode
    line_code: Code
    category_name: str = ""
    category_name_zh: str = ""


class Subcategory(Row):
    file = "subcategories"
    key = ("subcategory_code",)
    named_within = ("category_code",)
    subcategory_code: NewCode
    category_code: Code
    subcategory_name: str = ""
    subcategory_name_zh: str = ""


class CrosswalkEntry(Row):
    file = "category_crosswalk"
    source_system: SourceSystem
    source_value: str
    category_code: Code
    subcategory_code: Code = ""
    valid_from: Day = date.min
    valid_to: Day = date.max

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> CrosswalkEntry:
        _in_order("valid_from", self.valid_from, "valid_to", self.valid_to)
        return self


class Branch(Row):
    file = "branches"
    key = ("branch_code",)
    may_lack = ("region", "region_name", "region_name_zh")
    branch_code: NewCode
    branch_name: str = ""
    branch_name_zh: str = ""
    region: Code = ""
    region_name: str = ""
    region_name_zh: str = ""


class Channel(Row):
    file = "channels"
    key = ("channel_code",)
    channel_code: NewCode
    channel_group: ChannelGroup
    channel_name: str = ""
    channel_name_zh: str = ""


class ServiceItem(Row):
    file = "service_items"
    key = ("category_code", "service_item_code")
    category_code: Code
    service_item_code: NewCode
    service_item_name: str = ""
    service_item_name_zh: str = ""


class Cause(Row):
    file = "causes"
    key = ("category_code", "cause_code")
    category_code: Code
    cause_group_code: Code
    cause_group_name: str = ""
    cause_group_name_zh: str = ""
    cause_code: NewCode
    cause_name: str = ""
    cause_name_zh: str = ""
    controllability: Controllability
    service_item_code: Code = ""


class Grievance(Row):
    file = "grievances"
    key = ("category_code", "grievance_code")
    category_code: Code
    grievance_code: NewCode
    grievance_name: str = ""
    grievance_name_zh: str = ""


class Status(Row):
    file = "statuses"
    key = ("status_code",)
    needed = ("open", "closed")
    status_code: NewCode
    status_name: str = ""
    status_name_zh: str = ""


class Alias(Row):
    file = "aliases"
    domain: Domain
    source_system: SourceSystem | None = None
    alias: str
    canonical_value: str


class Rule(Row):
    file = "rules"
    key = ("rule_code",)
    needed = ("high_incidence_complaints", "dissatisfied_max_score", "earliest_received_year")
    rule_code: NewCode
    rule_value: Number
    unit: str = ""
    description: str = ""

    @model_validator(mode="after")
    def _is_in_its_range(self) -> Rule:
        value, allowed = self.rule_value, _WHOLE_NUMBERS.get(self.rule_code)
        if self.rule_code in _SHARES and not 0 <= value <= 1:
            raise ValueError(f"rule_value: '{value:g}' is no share; write a fraction such as 0.02 for 2 %")
        if allowed and value not in allowed:
            message = f"is no whole number from {allowed[0]} to {allowed[-1]}; correct it"
            raise ValueError(f"rule_value: '{value:g}' {message}")
        return self


class Figure(Row):
    file = "figures"
    key = ("figure_id",)
    figure_id: str
    deck_section: str = ""
    source_system: SourceSystem
    report_year: Integer
    measure: str
    scope_level: ScopeLevel
    scope_code: Code
    slice: str = ""
    published_value: Number
    unit: str
    decimals: Integer
    note: str = ""


class DeclaredCoverage(Row):
    file = "declared_coverage"
    key = ("source_system", "covered_from")
    may_be_missing = True
    source_system: SourceSystem
    covered_from: Day
    covered_to: Day
    coverage: Coverage
    note: str = ""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> DeclaredCoverage:
        _in_order("covered_from", self.covered_from, "covered_to", self.covered_to)
        return self


class TaxonomyBreak(Row):
    file = "taxonomy_breaks"
    key = ("source_system", "scope_level", "scope_code", "effective_from")
    source_system: SourceSystem | None = None
    scope_level: BreakLevel
    scope_code: Code
    effective_from: Day
    is_bridged: Flag
    note: str = ""

    @model_validator(mode="after")
    def _can_be_bridged(self) -> TaxonomyBreak:
        if self.scope_level == "channel" and self.is_bridged:
            message = "no mart compares a channel with the year before, so that there is nothing to bridge; write false"
            raise ValueError(f"is_bridged: {message}")
        return self


class TaxonomyBridge(Row):
    file = "taxonomy_bridges"
    key = ("source_system", "scope_level", "scope_code", "effective_from", "member_code")
    may_be_missing = True
    source_system: SourceSystem | None = None
    scope_level: ScopeLevel
    scope_code: Code
    effective_from: Day
    member_code: NewCode


def _in_order(begin: str, first: date, end: str, last: date) -> None:
    if last < first:
        raise ValueError(f"{end}: '{last}' lies before {begin}, '{first}'; correct one of them")


TABLES = {model.file: model for model in Row.__subclasses__()}
