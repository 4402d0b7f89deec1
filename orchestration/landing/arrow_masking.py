"""Operations on whole columns of text that find the few values for which a rule of `privacy` has to be asked.

Each finds at least those that the rule would change; what it leaves alone stays as it is.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from typing import TypeVar

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.landing.privacy import (
    GAPS,
    NAME_GAPS,
    SHORTEST_IDENTIFIER,
    SHORTEST_NAME,
    TOKEN_LENGTH,
    TokenKey,
    fold,
    label,
    normalise,
)
from orchestration.personal_data.people import REDUCED, TITLES
from orchestration.sql_text import literal

# Names that may be written in more ways than one, and are always looked at.
ODD_NAME = f"[^\\x{{4E00}}-\\x{{9FFF}}]|(?:{TITLES})$"
# Values whose normal form, found in a text, is found in the folded text too, whether or not a name in it is reduced.
# Others are rare, and always looked at.
SIMPLE = "^[\\x00-\\x7f\\x{4E00}-\\x{67CF}\\x{67D1}-\\x{9FFF}０-９Ａ-Ｚａ-ｚ\\x{3000}]*$"
# What may stand between the characters of identifiers and names; white space spelt out, as RE2 knows it of ASCII only.
ANY_GAPS = f"(?:{GAPS}|{NAME_GAPS.pattern[:-1]}|[\\x{{1680}}\\x{{2028}}\\x{{2029}}])"
FULL_WIDTH = "[０-９Ａ-Ｚａ-ｚ]"
# Found in a text without gaps and small letters, an identifier of this form stands there as it is, and no label of
# another one can hold it. Shorter ones are not looked for.
PLAIN_IDENTIFIER = f"(?:[0-9A-Z]*[0-9][0-9A-Z]*|[!-~]{{0,{SHORTEST_IDENTIFIER - 1}}})"
# Neither in an identifier nor in a name, and no control character is left in any value.
SEPARATOR = "\x1a"
CONTROL_CHARACTERS = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x{9F}]"

Mask = np.ndarray

# a value as Python has it: None, where a column may hold NULL
Text = TypeVar("Text", bound=str | None)


def matches(values: pa.StringArray, pattern: str) -> Mask:
    """Which values a pattern (of RE2) is found in; what repeats is looked at once."""
    return _each(values, lambda own: pc.match_substring_regex(own, pattern))


def matches_in(texts: Mapping[str, pa.StringArray], pattern: str) -> dict[str, Mask]:
    """For each of several texts which values a pattern is found in, for patterns that few rows hold in any of them."""
    rows = np.flatnonzero(_flags(pc.match_substring_regex(_together(texts), pattern)))
    found = {text: np.zeros(len(values), bool) for text, values in texts.items()}
    if len(rows):
        # in one go, because a long pattern takes milliseconds to compile, and few of the texts are different
        stacked = pa.concat_arrays([values.take(pa.array(rows)) for values in texts.values()]).dictionary_encode()
        is_found = _flags(pc.match_substring_regex(stacked.dictionary, pattern))[stacked.indices.to_numpy()]
        for text, own in zip(texts, np.split(is_found, len(texts)), strict=True):
            found[text][rows] = own
    return found


def is_empty(values: pa.StringArray) -> Mask:
    return _flags(pc.equal(pc.binary_length(values), 0))


def longer_than(values: pa.StringArray, characters: int) -> Mask:
    """Which values have more than so many characters."""
    if not len(values) or pc.max(pc.binary_length(values)).as_py() <= characters:
        return np.zeros(len(values), bool)
    return _flags(pc.greater(pc.utf8_length(values), characters))


def has_control_characters(values: pa.StringArray) -> Mask:
    """Which values have control characters other than tab, line feed and return."""
    offsets = np.frombuffer(values.buffers()[1], np.int32)[values.offset : values.offset + len(values) + 1]
    data = np.frombuffer(values.buffers()[2] or b"", np.uint8)[offsets[0] : offsets[-1]]
    # A look at the bytes tells in a fraction of the time that there are none; 0xC2 begins those beyond ASCII.
    if not (((data < 0x20) & (data != 9) & (data != 10) & (data != 13)) | (data == 0x7F) | (data == 0xC2)).any():
        return np.zeros(len(values), bool)
    return _flags(pc.match_substring_regex(values, CONTROL_CHARACTERS))


def changed(
    values: pa.StringArray, where: Mask, change: Callable[[Sequence[Text], np.ndarray], Sequence[Text]]
) -> pa.Array:
    """The values, those at `where` replaced by what `change` makes of them and of their indices."""
    if not where.any():
        return values
    mask = pa.array(where)
    new = change(values.filter(mask).to_pylist(), np.flatnonzero(where))
    return pc.replace_with_mask(values, mask, pa.array(new, pa.string()))


def _with(values: pa.StringArray, where: np.ndarray, new: pa.StringArray) -> pa.StringArray:
    """The values, those at `where` replaced by new ones."""
    return pc.replace_with_mask(values, pa.array(where), new) if len(new) else values


def normalised(values: pa.StringArray) -> pa.StringArray:
    """The normal form of each value."""
    is_plain = _flags(pc.or_(pc.ascii_is_alnum(values), pc.equal(pc.binary_length(values), 0)))
    upper = pc.ascii_upper(values)
    is_ascii = ~is_plain
    is_ascii[is_ascii] = _flags(pc.ascii_is_printable(values.filter(pa.array(is_ascii))))
    upper = _with(upper, is_ascii, pc.replace_substring_regex(upper.filter(pa.array(is_ascii)), "[ -]+", ""))
    return changed(upper, ~(is_plain | is_ascii), lambda own, _: [normalise(value) for value in own])


def without_control_characters(values: pa.StringArray) -> pa.StringArray:
    """The values without any control character but tab, line feed and return."""
    return pc.replace_substring_regex(values, CONTROL_CHARACTERS, "")


def null_where_empty(values: pa.StringArray) -> pa.StringArray:
    """The values, with NULL for each that is empty; without a copy where that is possible."""
    where = is_empty(values)
    if not where.any():
        return values
    if values.offset or values.null_count:
        return pc.if_else(pa.array(where), pa.scalar(None, pa.string()), values)
    validity = pa.py_buffer(np.packbits(~where, bitorder="little"))
    return pa.StringArray.from_buffers(len(values), *values.buffers()[1:], validity, int(where.sum()))


def padded(values: pa.StringArray, width: int) -> pa.StringArray:
    """The values, with leading zeros where one is nothing but fewer than `width` digits."""
    is_short = pc.and_(pc.ascii_is_decimal(values), pc.less(pc.binary_length(values), width))
    return pc.if_else(is_short, pc.ascii_lpad(values, width, "0"), values) if pc.any(is_short).as_py() else values


@cache
def _database(process: int) -> duckdb.DuckDBPyConnection:
    """The database of this process, which has no tables; one that was made before a fork is of no use after it."""
    # Nothing of this may reach a disk; and who calls has threads of his own.
    return duckdb.connect(config={"temp_directory": "", "threads": 1})


class SubjectIdentifiers:
    """What identifies the customer of each row: makes tokens of it, and finds the texts that may hold it."""

    def __init__(self, key: TokenKey, fields: Sequence[str]) -> None:
        self._fields = fields
        self._secrets: dict[str, bytes] = {}
        tokens, found = [], ["is_odd", f"(length(name) >= {SHORTEST_NAME} and contains(folded, name))"]
        own_name = f"case when length(name) >= {SHORTEST_NAME} then name else '' end"
        reduced = masked = f"replace(texts, {own_name}, left(name, 1) || '{REDUCED}')"
        for index, field in enumerate(fields):
            value = f"v{index}"
            self._secrets[f"inner{index}"], self._secrets["outer"] = key.openings(field)
            inner = f"unhex(sha256($inner{index} || encode({value})))"
            tokens.append(f"case when {value} <> '' then left(sha256($outer || {inner}), {TOKEN_LENGTH}) end")
            is_long = f"strlen({value}) >= {SHORTEST_IDENTIFIER}"
            found.append(f"({is_long} and contains(folded, {value}))")
            masked = f"replace({masked}, case when {is_long} then {value} else '' end, {literal(label(field))})"
        self._tokens, self._is_found = tokens, " or ".join(found)
        values = f"concat_ws(' ', '', {', '.join(self._value_names)})" if fields else "''"
        is_plain = f"not is_odd and folded = texts and regexp_full_match({values}, '(?: {PLAIN_IDENTIFIER})*')"
        self._masked = f"case when {is_plain} then {masked} end"
        self._reduced = f"case when {is_plain} and {masked} = {reduced} then {reduced} end"

    def read(
        self,
        values: Mapping[str, pa.StringArray],
        names: pa.StringArray,
        texts: Mapping[str, pa.StringArray],
        redacted: Collection[str],
    ) -> tuple[dict[str, pa.StringArray], dict[str, pa.StringArray], dict[str, Mask]]:
        """Tokens of each field's values; the texts; and for each the rows in which it may hold the row's own data.

        Where that is plain to see it is masked in the texts that come back, and the row is none of those. Only in the
        texts `redacted` can this be more than the name.
        """
        own_names = pc.utf8_trim_whitespace(names)
        is_odd = matches(own_names, ODD_NAME)
        for own in values.values():
            is_odd |= ~_all_match(own, SIMPLE)
        forms = [normalised(values[field]) for field in self._fields]
        subject_identifiers = pa.table([*forms, own_names, pa.array(is_odd)], [*self._value_names, "name", "is_odd"])
        together = _together(texts) if texts else pa.nulls(len(names), pa.string())
        *tokens, is_found = self._ask([*self._tokens, self._is_found], subject_identifiers, together, self._secrets)
        rows = np.flatnonzero(_flags(is_found))
        texts, where = dict(texts), {}
        if len(rows) and texts:
            # Few rows hold their own data, and most of these in one text only: which one, is worth a second look.
            stacked = pa.concat_arrays([text.take(pa.array(rows)) for text in texts.values()])
            (is_found,) = self._ask([self._is_found], subject_identifiers.take(np.tile(rows, len(texts))), stacked, {})
            for text, is_own in zip(texts, np.split(_flags(is_found), len(texts)), strict=True):
                if not is_own.any():
                    continue
                own = rows[is_own]
                masked_in = self._masked if text in redacted else self._reduced
                (masked,) = self._ask([masked_in], subject_identifiers.take(own), texts[text].take(pa.array(own)), {})
                is_masked, where[text] = np.zeros(len(names), bool), np.zeros(len(names), bool)
                is_masked[own] = _flags(masked.is_valid())
                where[text][own] = ~is_masked[own]
                texts[text] = _with(texts[text], is_masked, masked.drop_null())
        return dict(zip(self._fields, tokens, strict=True)), texts, where

    @property
    def _value_names(self) -> list[str]:
        return [f"v{index}" for index in range(len(self._fields))]

    def _ask(
        self,
        expressions: Sequence[str],
        subject_identifiers: pa.Table,
        texts: pa.StringArray,
        secrets: Mapping[str, bytes],
    ) -> list[pa.Array]:
        source = subject_identifiers.append_column("texts", texts).append_column("folded", _folded(texts))
        columns = ", ".join(f"{expression} as c{index}" for index, expression in enumerate(expressions))
        with _database(os.getpid()).cursor() as database:
            database.register("own_data", source)
            found = database.sql(f"select {columns} from own_data", params=secrets).to_arrow_table()
        return [_one(column) for column in found.columns]


def _together(texts: Mapping[str, pa.StringArray]) -> pa.StringArray:
    """The texts of each row in one."""
    return pc.binary_join_element_wise(*texts.values(), SEPARATOR)


def _all_match(values: pa.StringArray, pattern: str) -> Mask:
    """Which values a pattern that every printable ASCII text fits is found in."""
    fits = _flags(pc.ascii_is_printable(values))
    rest = ~fits
    if rest.any():
        fits[rest] = _flags(pc.match_substring_regex(values.filter(pa.array(rest)), pattern))
    return fits


def _folded(texts: pa.StringArray) -> pa.StringArray:
    """The texts as `privacy` folds them to look for identifiers, and without the gaps that a name may have."""
    upper = pc.ascii_upper(texts)
    mask = pc.match_substring_regex(texts, f"{ANY_GAPS}|{FULL_WIDTH}")
    if not pc.any(mask).as_py():
        return upper
    rest = pc.replace_substring_regex(upper.filter(mask), f"{ANY_GAPS}+", "")
    is_wide = _flags(pc.match_substring_regex(rest, FULL_WIDTH))
    folded = changed(rest, is_wide, lambda own, _: list(map(fold, own)))
    return pc.replace_with_mask(upper, mask, folded)


def _each(values: pa.StringArray, function: Callable[[pa.StringArray], pa.BooleanArray]) -> Mask:
    sample = values.slice(0, 1_000)
    if len(pc.unique(sample)) * 4 > len(sample):
        return _flags(function(values))
    encoded = values.dictionary_encode()
    found: Mask = _flags(function(encoded.dictionary))[encoded.indices.to_numpy()]
    return found


def _flags(values: pa.BooleanArray | pa.ChunkedArray) -> Mask:
    return np.array(_one(values).to_numpy(zero_copy_only=False), bool)


def _one(values: pa.ChunkedArray) -> pa.Array:
    if isinstance(values, pa.Array):
        return values
    return values.chunk(0) if values.num_chunks == 1 else values.combine_chunks()
