"""A first contract for a file that nobody has described yet, for a person to complete. Shows no value of a cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import available_timezones

from orchestration.contracts import Contract, FieldContract, load_contracts
from orchestration.contracts.header_keys import header_key
from orchestration.landing.errors import FileRejectedError
from orchestration.landing.reading import Table
from orchestration.landing.tools.errors import ToolError
from orchestration.landing.tools.new_files import FILE_FOR_ALL, new_file
from orchestration.landing.tools.opening import Opening, find_opening, read_by_opening
from orchestration.landing.tools.rendering import DraftField, render_draft
from orchestration.landing.tools.repeats import Repeats, find_repeats
from orchestration.landing.tools.type_inference import (
    InferredColumn,
    Sample,
    header_is_data,
    infer_columns,
    take_sample,
)
from orchestration.settings import BUNDLED_CONFIG, DEFAULT_TIME_ZONE

FEWEST_KNOWN_HEADERS = 3

NAMES_OF_PEOPLE = re.compile(
    r"name|姓名|投诉人|联系人|^客户$|holder|insured|claimant|投保人|被保险人|address|地址|住址|birth|出生",
    re.IGNORECASE,
)
# How the columns may be called in English that the marts need most, the likeliest first; their type must fit as well.
ROLES = {
    "complaint_number": ((r"complaint|case|ticket", r"number|reference|record|\bno\b|\bid\b"), ("identifier",)),
    "received_at": ((r"receiv", r"open|regist|report|filed|creat|submit"), ("date",)),
    "closed_at": ((r"clos|resolv|dispos|settled|finish|complet",), ("date",)),
    "category": ((r"categor", r"issue"), ("text", "free_text")),
}
# The same of the fields that exposure is made of, in both languages; a file with most of them, and of no complaint.
ROLES_OF_EXPOSURE = {
    "premium_yuan": r"premium|保费",
    "policies_in_force": r"polic|保单|in.force",
    "exposure_year": r"year|年度|年份",
    "branch": r"branch|office|subsidiary|insurer|company|机构|分公司|支公司",
}
FEWEST_OF_EXPOSURE = 3
# A number that repeats is known by its header alone, which then must say more.
REPEATED_NUMBER = re.compile(r"(complaint|case|ticket|\bfile).*(number|reference|\bno\b|\bid\b)", re.IGNORECASE)
OF_A_PERSON = re.compile(r"customer|client|insured|holder|person|member|employee|policy|phone|account", re.IGNORECASE)


@dataclass(frozen=True)
class _Known:
    """The fields of the bundled contracts that a file may have, by the key of their headers."""

    feed: str
    kind: str
    key: tuple[str, ...]
    by_header: dict[str, tuple[str, FieldContract]]


def draft_contract(path: Path, feed: str | None = None, time_zone: str = DEFAULT_TIME_ZONE) -> str:
    """The text of a contract for the file, named `feed` or what its headers look like.

    It loads where the file has what its kind of feed cannot do without; comments say what is missing and what has to be
    decided. Raises `FileRejectedError` for a file that cannot be read, or whose first row holds no headers, and
    `ToolError` for a time zone that there is not.
    """
    if time_zone not in available_timezones():
        raise ToolError(f"There is no time zone {time_zone}; use a name such as {DEFAULT_TIME_ZONE}.")
    if not path.is_file() or not path.stat().st_size:
        raise FileRejectedError("is not there, or is empty; give the path of a file with content")
    opening = find_opening(path, {key for known in _all_known() for key in known.by_header})
    table, sample = _read(path, opening)
    if header_is_data(table.header):
        raise FileRejectedError("its first row seems to hold values; add a row with the columns' names above it")
    known = _known_for(table.header, feed)
    fields = _fields(table.header, infer_columns(sample), known)
    return render_draft(
        feed=feed or known.feed,
        kind=known.kind,
        key=known.key,
        source_format=opening.format,
        encoding=table.encoding,
        delimiter=opening.delimiter,
        time_zone=time_zone,
        fields=fields,
        repeats=_repeats(fields, sample),
        rows=sample.rows,
    )


def write_draft(text: str, target: Path) -> None:
    """Write the contract to a new file. Raises `ToolError` where that cannot be."""
    with new_file(target, FILE_FOR_ALL) as file:
        file.write(text)


def _read(path: Path, opening: Opening) -> tuple[Table, Sample]:
    with closing(read_by_opening(path, opening)) as attempts:
        for table in attempts:
            with suppress(UnicodeDecodeError):
                return table, take_sample(table.batches, len(table.header))
    raise FileRejectedError("its text fits none of the encodings tried; export it as UTF-8")


def _all_known() -> list[_Known]:
    contracts = load_contracts(BUNDLED_CONFIG / "contracts").values()
    return [_Known(own.feed, own.kind, own.key, _by_header([own])) for own in contracts]


def _by_header(contracts: Sequence[Contract]) -> dict[str, tuple[str, FieldContract]]:
    return {
        header_key(header): (name, own)
        for contract in reversed(contracts)
        for name, own in contract.fields.items()
        for header in own.headers
    }


def _known_for(header: Sequence[str], feed: str | None) -> _Known:
    """The bundled contract that knows the most of the headers; one for complaints where none knows a few."""
    keys = {header_key(text) for text in header}
    every = {known.feed: known for known in _all_known()}
    best = every.get(feed or "") or max(every.values(), key=lambda known: len(keys & known.by_header.keys()))
    if feed not in every and len(keys & best.by_header.keys()) < FEWEST_KNOWN_HEADERS:
        best = every["branch_exposure" if _is_exposure(header) else "call_center"]
    if best.kind != "complaints":
        return best
    complaints = [own for own in every.values() if own.kind == "complaints" and own.feed != best.feed]
    others = {key: found for own in complaints for key, found in own.by_header.items()}
    return _Known(best.feed, best.kind, best.key, others | best.by_header)


def _fields(header: Sequence[str], guesses: Sequence[InferredColumn], known: _Known) -> list[DraftField]:
    taken: set[str] = set()
    fields: list[DraftField] = []
    for position, (text, guess) in enumerate(zip(header, guesses, strict=True), start=1):
        name, own = known.by_header.get(header_key(text), (None, None))
        if name is None or name in taken:
            name, own = _free(_snake_case(text) or f"column_{position}", taken), None
        taken.add(name)
        fields.append(replace(_field(position, text, name, own, guess), left_out=_left_out(text, fields)))
    if known.kind == "exposure":
        return _with_roles_of_exposure(fields, dict(known.by_header.values()))
    return _with_roles(fields) if known.kind == "complaints" else fields


def _repeats(fields: Sequence[DraftField], sample: Sample) -> Repeats:
    number = next((index for index, own in enumerate(fields) if own.name == "complaint_number"), None)
    return Repeats() if number is None else find_repeats(sample.columns, number)


def _left_out(header: str, before: Sequence[DraftField]) -> str | None:
    key = header_key(header)
    duplicate_of = next((other.position for other in before if header_key(other.header) == key), None)
    if not key:
        return "has no header: it is left out"
    return f"has the header of column {duplicate_of}: give it one of its own, or leave it out" if duplicate_of else None


def _field(position: int, text: str, name: str, own: FieldContract | None, guess: InferredColumn) -> DraftField:
    if own is not None:
        return DraftField(position, text, name, guess, own.privacy, own.type, own.required, own.description)
    return DraftField(position, text, name, guess, _privacy(text, guess), _type(guess))


def _privacy(header: str, guess: InferredColumn) -> str:
    if NAMES_OF_PEOPLE.search(header):
        return "drop"
    if guess.kind in ("personal", "identifier"):
        return "tokenise"
    return "keep" if guess.kind in ("date", "number") else "redact"


def _type(guess: InferredColumn) -> str:
    return {"personal": "identifier", "free_text": "text"}.get(guess.kind, guess.kind)


def _with_roles(fields: list[DraftField]) -> list[DraftField]:
    """Give each role to the column that has its name, else to the first that fits it best."""
    for role, (patterns, kinds) in ROLES.items():
        named = [own for own in fields if own.name == role]
        fitting = [
            own
            for own in fields
            if own.name not in ROLES and own.guess.kind in kinds and not OF_A_PERSON.search(own.words)
        ]
        likely = [own for pattern in patterns for own in fitting if re.search(pattern, own.words, re.IGNORECASE)]
        if role == "complaint_number":
            likely += [own for own in fields if own.name not in ROLES and REPEATED_NUMBER.search(own.words)]
        fields = [own.in_role(role) if own in [*named, *likely][:1] else own for own in fields]
    return fields


def _is_exposure(header: Sequence[str]) -> bool:
    """Whether headers speak of branches, years, policies and premium, and of nothing that is received."""
    words = [re.sub("[_\\W]+", " ", text) for text in header]
    found = [role for role, pattern in ROLES_OF_EXPOSURE.items() if _likely(words, pattern)]
    of_complaints = ROLES["received_at"][0] + ROLES["complaint_number"][0][:1]
    return len(found) >= FEWEST_OF_EXPOSURE and not any(_likely(words, pattern) for pattern in of_complaints)


def _likely(words: Sequence[str], pattern: str) -> bool:
    return any(re.search(pattern, text, re.IGNORECASE) for text in words)


def _with_roles_of_exposure(fields: list[DraftField], known: Mapping[str, FieldContract]) -> list[DraftField]:
    """Give each role to the column that has its name, else to the first whose header speaks of it."""
    for role, pattern in ROLES_OF_EXPOSURE.items():
        named = [own for own in fields if own.name == role]
        likely = [own for own in fields if own.name not in known and _likely([own.words], pattern)]
        fields = [own.as_known(role, known[role]) if own in [*named, *likely][:1] else own for own in fields]
    return fields


def _snake_case(header: str) -> str:
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", header) if header.isascii() else []
    name = "_".join(words).lower()
    return name if name[:1].isalpha() else ""


def _free(name: str, taken: set[str]) -> str:
    names = (name if number == 1 else f"{name}_{number}" for number in range(1, len(taken) + 2))
    return next(candidate for candidate in names if candidate not in taken)
