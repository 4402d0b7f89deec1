"""Feed contracts: what a feed's files look like and how private each field is.

A contract is one YAML file per feed, `<feed>.yml`. This module loads and validates it and says which columns it gives
the lake. It reads no feed file.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from zoneinfo import available_timezones

import yaml
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, field_validator, model_validator

from orchestration.landing.errors import ContractError
from orchestration.landing.headers import header_key
from orchestration.settings import BUNDLED_CONFIG

Privacy = Literal["keep", "tokenise", "redact", "drop"]
FieldType = Literal["text", "identifier", "date", "number"]

FIELD_NAME = re.compile(r"[a-z][a-z0-9_]*")


Format = Literal["csv", "xlsx", "parquet", "jsonl"]


class FieldContract(BaseModel):
    """One field: the headers it goes by, whether a file must have it, and how private it is.

    `pad_to` gives a number that a spreadsheet stored without its leading zeros back its digits. A value longer than
    `max_length` characters (by default the most that a cell of Excel holds) sends its row to quarantine.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    headers: tuple[str, ...] = Field(min_length=1)
    required: bool = False
    type: FieldType = "text"
    privacy: Privacy
    pad_to: int | None = Field(default=None, ge=2, le=40)
    max_length: int = Field(default=32_767, ge=1)
    description: str = Field(min_length=1)

    @field_validator("headers")
    @classmethod
    def _no_blank_header(cls, headers: tuple[str, ...]) -> tuple[str, ...]:
        if any(not header_key(header) for header in headers):
            raise ValueError("a header is blank; remove it")
        return headers


class Contract(BaseModel):
    """What a feed's files look like. Fields keep the order in which the contract lists them.

    `csv` stands for delimited text of any suffix, compressed or not; its delimiter is found out where none is given.
    Dates are read by `date_formats` (of strptime; the dbt project's own list where there are none) as local time of
    `time_zone`. Of several rows with one `key`, the one with the latest `newest_by` counts, then the one that landed
    last. Where `lines_by` names fields, rows of one file that differ in these alone are lines of one complaint.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    feed: str
    kind: Literal["complaints", "survey", "exposure"]
    description: str = Field(min_length=1)
    formats: tuple[Format, ...] = Field(min_length=1)
    encodings: tuple[str, ...] = Field(default=("utf-8",), min_length=1)
    delimiter: Literal[",", ";", "\t", "|"] | None = None
    date_formats: tuple[str, ...] = ()
    time_zone: str = "Asia/Shanghai"
    key: tuple[str, ...] = Field(min_length=1)
    newest_by: str | None = None
    lines_by: tuple[str, ...] = ()
    fields: dict[str, FieldContract] = Field(min_length=1)

    _path: Path = PrivateAttr(default=Path())

    @field_validator("encodings")
    @classmethod
    def _known_encodings(cls, encodings: tuple[str, ...]) -> tuple[str, ...]:
        for encoding in encodings:
            try:
                codecs.lookup(encoding)
            except LookupError:
                raise ValueError(f"unknown encoding {encoding!r}; use a name such as gb18030 or utf-8") from None
        return encodings

    @field_validator("time_zone")
    @classmethod
    def _known_time_zone(cls, time_zone: str) -> str:
        if time_zone not in available_timezones():
            raise ValueError(f"unknown time zone {time_zone!r}; use a name such as Asia/Shanghai")
        return time_zone

    @field_validator("fields")
    @classmethod
    def _well_named_fields(cls, fields: dict[str, FieldContract]) -> dict[str, FieldContract]:
        for name in fields:
            if not FIELD_NAME.fullmatch(name):
                raise ValueError(f"field name {name!r}: use lower-case letters, digits and underscores")
        columns = Counter(column.name for column in _columns(fields))
        for name, times in columns.items():
            if times > 1:
                raise ValueError(f"two fields would fill the lake's column {name}; rename one of them")
        return fields

    @model_validator(mode="after")
    def _headers_point_at_one_field(self) -> Contract:
        owners: dict[str, str] = {}
        for name, field in self.fields.items():
            for header in field.headers:
                owner = owners.setdefault(header_key(header), name)
                if owner != name:
                    raise ValueError(f"header {header} stands at both {owner} and {name}; remove it from one of them")
        return self

    @model_validator(mode="after")
    def _key_names_fields(self) -> Contract:
        for name in self.key:
            if name not in self.fields:
                raise ValueError(f"key names {name}, which is no field; add the field or correct the key")
        return self

    @model_validator(mode="after")
    def _versions_and_lines_name_fields(self) -> Contract:
        for entry, names in (("newest_by", (self.newest_by,) if self.newest_by else ()), ("lines_by", self.lines_by)):
            for name in names:
                if name not in self.fields:
                    raise ValueError(f"{entry} names {name}, which is no field; add the field or correct the entry")
        return self

    @property
    def path(self) -> Path:
        """The file that this contract was loaded from."""
        return self._path

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


def _columns(fields: dict[str, FieldContract]) -> list[LakeColumn]:
    return [
        LakeColumn(f"{name}_token" if field.privacy == "tokenise" else name, name, field.privacy)
        for name, field in fields.items()
        if field.privacy != "drop"
    ]


def lake_columns(contract: Contract | None, canonical: Contract | None) -> list[LakeColumn]:
    """Columns that the feed has in the lake: the canonical ones, then those that only `contract` adds.

    A canonical column that `contract` does not fill stays in the list; landing leaves it NULL.
    """
    own = {column.name: column for column in _columns(contract.fields)} if contract else {}
    base = {column.name: column for column in _columns(canonical.fields)} if canonical else {}
    return list((base | own).values())


def contract_path(folder: Path, feed: str) -> Path:
    """Where the feed's contract lies."""
    return folder / f"{feed}.yml"


def load_contract(path: Path) -> Contract:
    """Load and validate one contract. Raise `ContractError` naming file, field and remedy."""
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_UniqueKeyLoader)
    except FileNotFoundError:
        raise ContractError(f"{path}: there is no such contract; write one, beginning from {BUNDLED_CONFIG}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ContractError(f"{path}: cannot be read as UTF-8 text ({type(error).__name__}); save it again") from error
    except yaml.YAMLError as error:
        raise ContractError(f"{path}: not valid YAML: {' '.join(str(error).split())}; correct it there") from error
    try:
        contract = Contract.model_validate(document)
    except ValidationError as error:
        raise ContractError("\n".join(_explain(path, problem) for problem in error.errors())) from error
    if contract.feed != path.stem:
        raise ContractError(f"{path}: feed: says {contract.feed}; make it {path.stem}, or rename the file")
    contract._path = path
    return contract


def load_contracts(folder: Path) -> dict[str, Contract]:
    """Load every contract of a folder, by feed, in order of file name."""
    if not folder.is_dir():
        raise ContractError(f"{folder}: there is no such folder; put the feed contracts there")
    contracts = [load_contract(path) for path in sorted(folder.glob("*.yml"))]
    return {contract.feed: contract for contract in contracts}


def canonical_contract(feed: str) -> Contract | None:
    """The bundled contract of a feed, whose columns the transformations rely on; None for a feed of one's own."""
    path = contract_path(BUNDLED_CONFIG / "contracts", feed)
    return load_contract(path) if path.exists() else None


class _UniqueKeyLoader(yaml.SafeLoader):
    """PyYAML keeps the last of two equal keys without a word: a field written twice would vanish."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            if key_node.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key_node.value} stands twice; remove one", key_node.start_mark
                )
            seen.add(key_node.value)
        return super().construct_mapping(node, deep)


REMEDIES = {
    "extra_forbidden": "unknown entry; remove it or correct its spelling",
    "missing": "is missing; add it",
    "model_type": "must be a mapping of entries; see the bundled contracts",
}


def _explain(path: Path, problem: Any) -> str:
    place = ".".join(str(part) for part in problem["loc"])
    message = REMEDIES.get(problem["type"]) or f"{problem['msg'].removeprefix('Value error, ')}; correct it there"
    return f"{path}: {place}: {message}" if place else f"{path}: {message}"
