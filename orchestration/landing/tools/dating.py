"""In which formats the dates of a column are written, found by reading them as the warehouse will."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import duckdb

from orchestration.settings import default_date_formats
from orchestration.sql_rows import count_of
from orchestration.sql_text import carries_offset, literal, spaced

PLAUSIBLE_YEARS = (1900, 2100)
MOST = 0.95

_NUMERIC = ("%m{0}%d{0}%Y", "%d{0}%m{0}%Y", "%Y{0}%m{0}%d", "%m{0}%d{0}%y", "%d{0}%m{0}%y", "%y{0}%m{0}%d")
_NAMED = ("%d{0}%b{0}%Y", "%d{0}%b{0}%y", "%d{0}%B{0}%Y", "%d{0}%B{0}%y", "%Y{0}%b{0}%d")
_DAYS = (
    *(pattern.format(separator) for separator in "/-." for pattern in _NUMERIC),
    *(pattern.format(separator) for separator in "- /" for pattern in _NAMED),
    *("%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y", "%Y年%m月%d日", "%Y%m%d"),
)
_TIMES = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p", "T%H:%M", "T%H:%M:%S", "T%H:%M:%S.%f")


@dataclass(frozen=True)
class Dating:
    """How a column's dates are written: formats, the most useful first; none where each says its offset from UTC.

    A format in `rivals` could as well be its rival, which reads the same values as other days. `offsets` counts the
    values that carry their offset.
    """

    formats: tuple[str, ...] = ()
    rivals: dict[str, str] = field(default_factory=dict)
    offsets: int = 0


def find_dating(connection: duckdb.DuckDBPyConnection, filled: int) -> Dating | None:
    """The dating of the table `sample`, of whose column `value` so many are filled; None where these are no dates."""
    value = spaced("value")
    connection.execute(
        f"""
        create or replace temp table dates as
        select
            value,
            count(*) as rows,
            {carries_offset("value")} and try_cast(value as timestamptz) is not null as has_offset
        from (select {value} as value from sample) where value is not null group by value
        """
    )
    offsets = count_of(connection, "select coalesce(sum(rows), 0)::bigint from dates where has_offset")
    patterns, formats = _patterns(connection)
    left, chosen = filled - offsets, []
    while patterns:
        gains = [sum(rows for fits, rows in patterns if fits[index]) for index in range(len(formats))]
        best = max(range(len(formats)), key=gains.__getitem__, default=None)
        if best is None or not gains[best]:
            break
        equals = [index for index in range(len(formats)) if index != best and gains[index] == gains[best]]
        chosen.append((formats[best], [formats[index] for index in equals]))
        left -= gains[best]
        patterns = [(fits, rows) for fits, rows in patterns if not fits[best]]
    if left > (1 - MOST) * filled:
        return None
    rivals = {own: rival for own, others in chosen if (rival := _rival(connection, own, others))}
    return Dating(in_safe_order(own for own, _ in chosen), rivals, offsets)


def in_safe_order(formats: Iterable[str]) -> tuple[str, ...]:
    """Formats each once, two-digit years first: `%y` refuses a year of four digits, `%Y` takes two for the year 15."""
    return tuple(sorted(dict.fromkeys(formats), key=lambda own: "%y" not in own))


def agreed(datings: Sequence[Dating | None]) -> list[Dating | None]:
    """The same, where a column that leaves the order of day and month open follows those that do not."""
    settled = {order(own) for dating in datings if dating for own in dating.formats if own not in dating.rivals} - {""}
    return [dating and _following(dating, settled) for dating in datings]


def disagreeing(formats: Iterable[str]) -> bool:
    """Whether some of the formats write the day first and others the month, so that one reads what the other means."""
    return {"dm", "md"} <= {order(own) for own in formats}


def order(date_format: str) -> str:
    """Which of day and month comes first in numbers: `dm`, `md`, or nothing where that cannot be mistaken."""
    letters = "".join(re.findall("%([dmbBYy])", date_format))
    return next((found for found in ("dm", "md") if letters.startswith(found)), "")


def _following(dating: Dating, settled: set[str]) -> Dating:
    formats, rivals = list(dating.formats), {}
    for index, own in enumerate(dating.formats):
        rival = dating.rivals.get(own)
        if rival is None or (order(own) in settled) != (order(rival) in settled):
            formats[index] = rival if rival and order(rival) in settled else own
        else:
            rivals[own] = rival
    return Dating(in_safe_order(formats), rivals, dating.offsets)


def _patterns(connection: duckdb.DuckDBPyConnection) -> tuple[list[tuple[list[bool], int]], list[str]]:
    """Which formats read which of the values without an offset, and in how many rows; formats that read none left out.

    A year that no complaint can have counts as not read.
    """
    shape = "regexp_replace(regexp_replace(value, '[0-9]+', '0', 'g'), '[A-Za-z]+', 'a', 'g')"
    shapes = {
        row[0] for row in connection.execute(f"select distinct {shape} from dates where not has_offset").fetchall()
    }
    every = dict.fromkeys((*default_date_formats(), *(day + time for day in _DAYS for time in _TIMES)))
    formats = [own for own in every if _shape(own) in shapes]
    if not formats:
        return [], []
    reads = ", ".join(f"{_read('value', own)} is not null" for own in formats)
    patterns = connection.execute(f"select [{reads}], sum(rows)::bigint from dates where not has_offset group by 1")
    return patterns.fetchall(), formats


def _shape(date_format: str) -> str:
    """What is left of a date in this format when its digits are one digit, and its letters one letter."""
    written = re.sub("%[bBp]", "a", re.sub("%[^bBp]", "0", date_format))
    return re.sub("[A-Za-z]+", "a", re.sub("0+", "0", written))


def _rival(connection: duckdb.DuckDBPyConnection, own: str, others: Sequence[str]) -> str | None:
    """The first of other formats that reads some value as another moment."""
    for other in others:
        differs = f"{_read('value', own)} <> {_read('value', other)}"
        if count_of(connection, f"select count(*) from dates where not has_offset and {differs}"):
            return other
    return None


def _read(value: str, date_format: str) -> str:
    moment = f"try_strptime({value}, {literal(date_format)})"
    return f"case when year({moment}) between {PLAUSIBLE_YEARS[0]} and {PLAUSIBLE_YEARS[1]} then {moment} end"
