"""What a contract can say. Values are judged here one by one; what they mean together is judged in `rules`."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr

from orchestration.contracts.header_keys import header_key
from orchestration.settings import DEFAULT_TIME_ZONE, DateReading, default_date_formats

Privacy = Literal["keep", "tokenise", "redact", "drop"]
FieldType = Literal["text", "identifier", "date", "number"]
Format = Literal["csv", "xlsx", "parquet", "jsonl"]
Delimiter = Literal[",", ";", "\t", "|"]

FIELD_NAME = re.compile(r"[a-z][a-z0-9_]*")

# what Python and DuckDB both read, less the offsets from UTC, which the models read in any format
DATE_DIRECTIVES = frozenset("aAdbBmyYHIpMSfj%")
_WIDE_AS_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def _header(header: str) -> str:
    if not header_key(header):
        raise ValueError("a header is blank; remove it")
    return header


def _encoding(encoding: str) -> str:
    try:
        # refuses what codecs knows and is no encoding of text, too
        "a".encode(encoding)
    except (LookupError, UnicodeError):
        raise ValueError(f"unknown encoding {encoding!r}; use a name such as gb18030 or utf-8") from None
    return encoding


def _time_zone(time_zone: str) -> str:
    if time_zone not in available_timezones():
        raise ValueError(f"unknown time zone {time_zone!r}; use a name such as Asia/Shanghai")
    return time_zone


def _date_format(date_format: str) -> str:
    as_read = " ".join(date_format.translate(_WIDE_AS_NARROW).replace("'", "").split())
    if date_format != as_read:
        raise ValueError(f"dates are read half-width, with single blanks and no quotes; write {as_read!r}")
    directives = re.findall(r"%(.?)", date_format, re.DOTALL)
    unknown = [f"%{directive}" for directive in directives if directive not in DATE_DIRECTIVES]
    if unknown:
        raise ValueError(
            f"date format {date_format!r} holds {', '.join(unknown)}, which cannot be read; "
            f"use %{' %'.join(sorted(DATE_DIRECTIVES))}"
        )
    found = set(directives)
    if not found & set("Yy") or not ("j" in found or ("d" in found and found & set("mbB"))):
        raise ValueError(f"date format {date_format!r} lacks a year, month or day; write one such as %Y-%m-%d %H:%M")
    example = datetime(2011, 11, 25, 13, 45)
    try:
        is_read = datetime.strptime(example.strftime(date_format), date_format).date() == example.date()
    except (ValueError, re.error):
        is_read = False
    if not is_read:
        raise ValueError(f"date format {date_format!r} cannot be read; give each of its parts once")
    return date_format


class FieldContract(BaseModel):
    """One field: the headers it goes by, whether a file must have it, and how private it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    headers: tuple[Annotated[str, AfterValidator(_header)], ...] = Field(
        min_length=1,
        description="Headers that the field goes by in files; width, case, blanks and line breaks do not matter.",
    )
    required: bool = Field(
        default=False,
        description="Whether a file without the column is rejected, whole. Columns of the key are always required.",
    )
    type: FieldType = Field(
        default="text",
        description="`identifier`: digits whose leading zeros count; `date`: read by `date_formats`; `number`; `text`.",
    )
    privacy: Privacy = Field(
        description="`keep`: as it is; `tokenise`: a keyed token in its place; `redact`: personal data in it are "
        "masked; `drop`: never stored."
    )
    looks_personal: bool = Field(
        default=False,
        description="Whether the system's own numbers in the field look like identity or card numbers, so that a value "
        "is kept whatever it looks like. The customer's own data in it are masked all the same.",
    )
    pad_to: int | None = Field(
        default=None,
        ge=2,
        le=40,
        description="Digits of an identifier, so that a number which a spreadsheet stored without its leading zeros "
        "gets them back.",
    )
    max_length: int = Field(
        default=32_767,
        ge=1,
        le=1_000_000,
        description="A value with more characters sends its row to quarantine; by default the most that a cell of "
        "Excel holds.",
    )
    null_values: tuple[str, ...] | None = Field(
        default=None,
        description="What stands for an empty cell in this field, in the place of all else that does; with [] nothing.",
    )
    description: str = Field(min_length=1, description="What the field means, for people.")


class Contract(BaseModel):
    """What a feed's files look like. Fields keep the order in which the contract lists them."""

    model_config = ConfigDict(extra="forbid", frozen=True, title="Feed contract")

    feed: str = Field(description="Name of the feed: that of this file and of its folder in the landing zone.")
    kind: Literal["complaints", "survey", "exposure"] = Field(description="What the feed is about.")
    description: str = Field(min_length=1, description="What the feed is, for people.")
    formats: tuple[Format, ...] = Field(
        min_length=1,
        description="Formats in which files come. `csv` stands for delimited text of any suffix, compressed or not.",
    )
    encodings: tuple[Annotated[str, AfterValidator(_encoding)], ...] = Field(
        default=("utf-8",), min_length=1, description="Encodings of text files, tried in this order."
    )
    delimiter: Delimiter | None = Field(
        default=None, description="Separates the columns of text files; found out where none is given."
    )
    date_formats: tuple[Annotated[str, AfterValidator(_date_format)], ...] = Field(
        default=(),
        description="Formats of dates, in the directives of strptime; where none is given, those of the dbt project.",
    )
    time_zone: Annotated[str, AfterValidator(_time_zone)] = Field(
        default=DEFAULT_TIME_ZONE, description="Time zone of the feed's dates and times."
    )
    key: tuple[str, ...] = Field(min_length=1, description="Fields that tell one record of the feed from another.")
    newest_by: str | None = Field(
        default=None,
        description="Date field that decides which of several rows with one key counts: the latest, and of equal ones "
        "the one that landed last.",
    )
    lines_by: tuple[str, ...] = Field(
        default=(),
        description="Fields by which rows of one file may differ and still be one complaint, such as its products.",
    )
    covered_from: date | None = Field(
        default=None,
        description="First day that the feed of complaints covers, where its complaints do not tell: what is dated "
        "earlier is a typing error or incomplete.",
    )
    covered_to: date | None = Field(
        default=None, description="Last day that the feed of complaints covers, where its complaints do not tell."
    )
    null_values: tuple[str, ...] = Field(
        default=(),
        description="What stands for an empty cell in every field, such as n.b.; width, case and blanks around it do "
        "not matter. In dates, numbers, identifiers and codes the usual ones (NULL, N/A, -, 无) need no naming.",
    )
    fields: dict[str, FieldContract] = Field(
        min_length=1,
        description="Fields by name, in the order that their columns have in the lake. A column that no field knows "
        "is left out of the lake, and reported.",
        json_schema_extra={"propertyNames": {"pattern": f"^{FIELD_NAME.pattern}$"}},
    )

    _path: Path = PrivateAttr(default=Path())

    @property
    def path(self) -> Path:
        """The file that this contract was loaded from."""
        return self._path

    @property
    def required_columns(self) -> tuple[str, ...]:
        """Fields without whose columns a file cannot land: those that say so, and the key, which every row needs."""
        return tuple(name for name, field in self.fields.items() if field.required or name in self.key)

    @property
    def date_reading(self) -> DateReading:
        """How the feed's dates are read."""
        return DateReading(self.date_formats or default_date_formats(), self.time_zone)

    @property
    def content_hash(self) -> str:
        """SHA-256 of what the contract says; comments and layout of the file do not count."""
        # A list, because the order of fields is the order of columns and JSON objects have none.
        document = self.model_dump(mode="json") | {"fields": list(self.model_dump(mode="json")["fields"].items())}
        return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class LakeColumn:
    """One column of the lake that a field fills."""

    name: str
    field: str
    privacy: Privacy


def columns_of(fields: dict[str, FieldContract]) -> list[LakeColumn]:
    """Columns that the fields fill, in their order; a dropped field fills none."""
    return [
        LakeColumn(f"{name}_token" if field.privacy == "tokenise" else name, name, field.privacy)
        for name, field in fields.items()
        if field.privacy != "drop"
    ]


def lake_columns(contract: Contract | None, canonical: Contract | None) -> list[LakeColumn]:
    """Columns that the feed has in the lake: the canonical ones, then those that only `contract` adds.

    A canonical column that `contract` does not fill stays in the list; landing leaves it NULL.
    """
    own = {column.name: column for column in columns_of(contract.fields)} if contract else {}
    base = {column.name: column for column in columns_of(canonical.fields)} if canonical else {}
    return list((base | own).values())
