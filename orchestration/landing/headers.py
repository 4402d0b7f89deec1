"""Match a file's header row to the fields of its contract. Nothing here looks at a data row."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.contracts import Contract
from orchestration.contracts.header_keys import INVISIBLE, header_key
from orchestration.landing.errors import HeaderMismatchError
from orchestration.landing.shown import listed
from orchestration.personal_data.masking import redact

LONGEST_SHOWN = 40


@dataclass(frozen=True)
class HeaderMatch:
    """Where each field stands in the file (from 0), and the headers that the contract does not know."""

    positions: dict[str, int]
    unknown: tuple[str, ...]


def fields_by_header(contract: Contract) -> dict[str, str]:
    """The field for which each header stands, by the header's key."""
    return {header_key(alias): name for name, field in contract.fields.items() for alias in field.headers}


def match_header(header: Sequence[str], contract: Contract) -> HeaderMatch:
    """Map the header row to fields.

    Raises `HeaderMismatchError` when a required column is missing or two columns claim one field.
    """
    fields = fields_by_header(contract)
    claims: dict[str, list[int]] = {}
    unknown: list[int] = []
    for position, text in enumerate(header):
        name = fields.get(header_key(text))
        if name is None:
            unknown.append(position)
        else:
            claims.setdefault(name, []).append(position)
    for name, positions in claims.items():
        if len(positions) > 1:
            columns = " and ".join(f"{_shown(header[p])} (column {p + 1})" for p in positions)
            raise HeaderMismatchError(
                f"columns {columns} both stand for {name}; leave one of them out of the file, or make one of them "
                f"a field of its own in {contract.path}"
            )
    missing = [name for name in contract.required_columns if name not in claims]
    if missing:
        raise HeaderMismatchError(_explain_missing(missing, header, unknown, contract, bool(claims)))
    return HeaderMatch(
        positions={name: positions[0] for name, positions in claims.items()},
        unknown=tuple(_shown(header[p]) or f"(column {p + 1}, no header)" for p in unknown),
    )


def _explain_missing(
    missing: list[str], header: Sequence[str], unknown: list[int], contract: Contract, is_header_row: bool
) -> str:
    found = [header[p] for p in unknown if header_key(header[p])]
    parts = []
    for name in missing:
        aliases = contract.fields[name].headers
        nearest = _nearest(aliases, found)
        hint = f", nearest header: {_shown(nearest)}" if nearest else ""
        parts.append(f"required column {name} ({' or '.join(aliases)}) is missing{hint}")
    if is_header_row:
        others = listed([_shown(text) for text in found]) or "none"
        parts.append(f"found besides the known columns: {others}")
    else:
        # Without one known header the first row may be data, and data is not shown.
        parts.append(f"none of the {len(header)} columns of the first row has a header that the contract knows")
    fields = "the field" if len(missing) == 1 else "each field"
    parts.append(
        f"remedy: add the header to the headers of {fields} in {contract.path}, or export the file again "
        "with a header row that has that column"
    )
    return "; ".join(parts)


def _nearest(aliases: Sequence[str], found: Sequence[str]) -> str | None:
    keys = {header_key(text): text for text in found}
    best, best_ratio = None, 0.5
    for alias in aliases:
        for key in difflib.get_close_matches(header_key(alias), keys, n=1, cutoff=best_ratio):
            ratio = difflib.SequenceMatcher(None, header_key(alias), key).ratio()
            if best is None or ratio > best_ratio:
                best, best_ratio = keys[key], ratio
    return best


def _shown(header: str) -> str:
    text = redact(INVISIBLE.sub(" ", header).strip())
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
