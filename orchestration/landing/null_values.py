"""What people and systems write where there is nothing: `NULL`, `-`, `N/A`, `无`. Such a cell is empty.

Landing empties it, so that all that comes after sees the same, and a token never stands for nothing.
"""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.contracts import Contract, FieldContract

# No date, no number, no identifier and no code of the reference data is ever written so.
COMMON = (
    "NULL", "(NULL)", "<NULL>", "[NULL]", r"\N", "None", "nil", "N/A", "#N/A", "n.a.",
    "-", "--", "---", "—", "——", "/", "无", "空", "暂无",
)  # fmt: skip
# `NA` may be the code of a branch, and nobody knows what an unknown channel is, but a date or number is none of these.
OF_DATES_AND_NUMBERS = (
    *COMMON, "NA", "NaN", "NaT", "?", "未知", "不详", "unknown", "0000-00-00", "0000-00-00 00:00:00",
)  # fmt: skip
# The fields that the models look up in the reference data, and those that they know a record by.
CODES = frozenset({
    "complaint_number", "call_center_number", "branch", "category", "cause", "grievance", "controllable", "is_complex",
    "is_extended", "channel", "status", "service_item",
})  # fmt: skip
_INVISIBLE = string.whitespace + "\xa0\u3000\ufeff\u200b"
WIDEST, BLANKS = 3, 32  # bytes of a full-width character; bytes of blanks around a marker that are looked through


def null_keys(contract: Contract) -> dict[str, frozenset[str]]:
    """For each field the values that stand for nothing in it, as `null_key` compares them."""
    return {name: _keys(contract, name, field) for name, field in contract.fields.items()}


def null_key(value: str) -> str:
    """The form in which a cell and a marker are compared: NFKC, nothing invisible around it, one case."""
    return unicodedata.normalize("NFKC", value).strip(_INVISIBLE).casefold()


def without_null_values(values: pa.StringArray, keys: frozenset[str]) -> pa.StringArray:
    """The values, with an empty one for each that is nothing but a marker; the same array where none is."""
    candidates = _candidates(values, keys) if keys else ()
    if not len(candidates):
        return values
    found = values.take(pa.array(candidates)).dictionary_encode()
    is_null = np.array([null_key(text) in keys for text in found.dictionary.to_pylist()], bool)
    where = np.zeros(len(values), bool)
    where[candidates[is_null[found.indices.to_numpy()]]] = True
    if not where.any():
        return values
    return pc.if_else(pa.array(where), pa.scalar("", pa.string()), values)


def _keys(contract: Contract, name: str, field: FieldContract) -> frozenset[str]:
    if field.null_values is not None:
        return _folded(field.null_values)
    if field.type in ("date", "number"):
        return _folded((*contract.null_values, *OF_DATES_AND_NUMBERS))
    has_usual = field.type == "identifier" or field.privacy == "tokenise" or name in CODES
    return _folded((*contract.null_values, *(COMMON if has_usual else ())))


def _folded(markers: Iterable[str]) -> frozenset[str]:
    return frozenset(map(null_key, markers)) - {""}


def _candidates(values: pa.StringArray, keys: frozenset[str]) -> np.ndarray:
    """The few values that may be markers: none of the others is looked at but for its length and its first byte."""
    offsets = np.frombuffer(values.buffers()[1], np.int32)[values.offset : values.offset + len(values) + 1]
    data = np.frombuffer(values.buffers()[2] or b"\0", np.uint8)
    longest = WIDEST * max(map(len, keys)) + BLANKS
    lengths = np.diff(offsets)
    may_be = (lengths > 0) & (lengths <= longest) & _may_begin(keys)[data[np.minimum(offsets[:-1], len(data) - 1)]]
    return np.flatnonzero(may_be)


def _may_begin(keys: frozenset[str]) -> np.ndarray:
    """For each byte whether a marker may begin with it: dates and numbers, by far most, begin with another digit."""
    begins = np.ones(256, bool)
    begins[list(b"0123456789")] = False
    begins[[ord(key[0]) for key in keys if key[0].isascii()]] = True
    return begins
