"""Columns of text made without a loop over rows: vocabulary look-ups and digits, as Arrow binary arrays.

Binary, so that the same code serves every encoding: a vocabulary is encoded once, digits and dates are ASCII anyway.
"""

from __future__ import annotations

import functools

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

MINUTES_PER_DAY = 1440
_EPOCH = np.datetime64("1970-01-01", "D")


def words(values: list[str], encoding: str) -> pa.Array:
    """A vocabulary in the given encoding."""
    return pa.array([value.encode(encoding) for value in values], type=pa.binary())


def look_up(vocabulary: pa.Array, indices: np.ndarray) -> pa.Array:
    """The words at `indices`; null where the index is negative."""
    return vocabulary.take(pa.array(indices, mask=indices < 0))


def join(*parts: pa.Array | bytes, separator: bytes = b"") -> pa.Array:
    """The parts of each row in one text, nulls as nothing."""
    return pc.binary_join_element_wise(*parts, separator, null_handling="replace", null_replacement=b"")


def blank(values: pa.Array, is_blank: np.ndarray) -> pa.Array:
    """The values, null where `is_blank`."""
    return pc.if_else(pa.array(is_blank), pa.scalar(None, values.type), values)


@functools.cache
def _four_digits() -> np.ndarray:
    """ASCII of 0000 to 9999, each packed in one 32-bit word so that a look-up moves four digits at once."""
    return np.frombuffer(b"".join(b"%04d" % number for number in range(10_000)), dtype=np.uint32)


def digits(values: np.ndarray, width: int) -> np.ndarray:
    """Decimal digits as ASCII codes, zero-padded: an array of rows x `width`. Higher digits are cut off."""
    groups = -(-width // 4)
    packed = np.empty((len(values), groups), dtype=np.uint32)
    rest = values
    for group in reversed(range(groups)):
        above = rest // 10_000
        packed[:, group] = _four_digits()[rest - above * 10_000]
        rest = above
    return packed.view(np.uint8)[:, 4 * groups - width :]


def ascii_text(codes: np.ndarray) -> pa.Array:
    """An array of rows x width ASCII codes as binary values."""
    rows, width = codes.shape
    offsets = pa.py_buffer(np.arange(rows + 1, dtype=np.int32) * np.int32(width))
    return pa.Array.from_buffers(pa.binary(), rows, [None, offsets, pa.py_buffer(np.ascontiguousarray(codes))])


def number_text(values: np.ndarray, width: int, prefix: str = "") -> pa.Array:
    """Zero-padded numbers of `width` digits behind a fixed prefix."""
    codes = np.empty((len(values), len(prefix) + width), dtype=np.uint8)
    codes[:, : len(prefix)] = list(prefix.encode())
    codes[:, len(prefix) :] = digits(values, width)
    return ascii_text(codes)


@functools.lru_cache(maxsize=64)
def _days(first: int, last: int, pattern: str, encoding: str) -> pa.Array:
    return words([day.strftime(pattern) for day in (_EPOCH + np.arange(first, last + 1)).tolist()], encoding)


@functools.cache
def _times(pattern: str, encoding: str) -> pa.Array:
    times = [pattern.replace("%H", f"{minute // 60:02d}").replace("%M", f"{minute % 60:02d}").replace("%S", "00")
             for minute in range(MINUTES_PER_DAY)]  # fmt: skip
    return words(times, encoding)


def date_text(days: np.ndarray, pattern: str = "%Y-%m-%d", encoding: str = "utf-8") -> pa.Array:
    """Days since 1970 in a strftime pattern; null where negative."""
    known = days[days >= 0]
    if not len(known):
        return pa.nulls(len(days), pa.binary())
    first, last = int(known.min()), int(known.max())
    return look_up(_days(first, last, pattern, encoding), np.where(days < 0, -1, days - first))


def minute_text(minutes: np.ndarray, pattern: str = "%Y-%m-%d %H:%M", encoding: str = "utf-8") -> pa.Array:
    """Minutes since 1970 in a pattern of a date part, one space and a time part; null where negative."""
    day_pattern, time_pattern = pattern.split(" ")
    days, minute_of_day = np.divmod(minutes, MINUTES_PER_DAY)
    days = np.where(minutes < 0, -1, days)
    time_of_day = look_up(_times(time_pattern, encoding), np.where(minutes < 0, -1, minute_of_day))
    return blank(join(date_text(days, day_pattern, encoding), time_of_day, separator=b" "), minutes < 0)


def day_number(year: int, month: int = 1, day: int = 1) -> int:
    """Days from 1970-01-01 to a date."""
    return int((np.datetime64(f"{year:04d}-{month:02d}-{day:02d}", "D") - _EPOCH).astype(int))
