r"""Moments of a text, by the pieces of it, so that neither engine's own parser decides what a date is.

DuckDB's strptime reads as many digits as a part may have and gives none back; white space around it is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlglot import exp
from sqlglot.errors import ParseError

from orchestration.spark.translation.numbers import filled
from orchestration.spark.translation.typing import text

_WHITE = r"[ \t\n\x0B\f\r]"
_SECOND = r"([0-5]\d|\d(?!\d))"
_DIRECTIVES = {
    "%Y": (r"(\d{1,4}+)", "year"),
    "%m": (r"(\d{1,2}+)", "month"),
    "%d": (r"(\d{1,2}+)", "day"),
    "%H": (r"(\d{1,2}+)", "hour"),
    "%M": (r"(\d{1,2}+)", "minute"),
    "%S": (_SECOND, "second"),
    "%f": (r"(\d{1,6}+)", "fraction"),
}
_PIECES = re.compile(r"%-?.|\s+|.", re.DOTALL)
# what a cast takes: the separators of the date are alike, and an offset follows the time without a blank
_FREE = (
    rf"^{_WHITE}*(-?\d{{1,6}})([-/ \\])(\d{{1,2}})\2(\d{{1,2}})"
    rf"(?:[T ]{_WHITE}*0*(\d{{1,2}}):(\d{{1,2}})(?::([0-5]\d|\d(?!\d))(?:\.(\d{{0,6}})\d*)?)?"
    rf"(?:Z|([+-])(\d\d)(?::?(\d\d)(?::(\d\d))?)?)?)?{_WHITE}*\z"
)


def parsed_by_formats(value: exp.Expression, formats: Sequence[str]) -> exp.Expression:
    """By the first of the formats that the text has; null where it has none."""
    return _once(value, " ".join(_when(one) for one in dict.fromkeys(formats)))


def _when(pattern: str) -> str:
    """The branch of a CASE for one format."""
    spelled = f"^{_WHITE}*"
    groups: dict[str, int] = {}
    for piece in _PIECES.findall(pattern):
        if piece.startswith("%"):
            directive = piece.replace("-", "")
            if directive not in _DIRECTIVES or directive in groups:
                raise ParseError(
                    f"the date format {pattern!r} has no translation: use {', '.join(_DIRECTIVES)}, once each"
                )
            groups[directive] = len(groups) + 1
            spelled += _DIRECTIVES[directive][0]
        else:
            spelled += f"{_WHITE}+" if piece.isspace() else re.escape(piece)
    spelled = _quoted(rf"{spelled}{_WHITE}*\z")
    parts = {name: f"'{default}'" for name, default in _DEFAULTS.items()}
    for directive, at in groups.items():
        parts[_DIRECTIVES[directive][1]] = f"regexp_extract(value, {spelled}, {at})"
    moment = _MOMENT.format(**parts)
    return f"when value rlike {spelled} and {moment} is not null then {moment}"


_DEFAULTS = {"year": "1900", "month": "1", "day": "1", "hour": "0", "minute": "0", "second": "0", "fraction": "0"}
_MOMENT = (
    "try_make_timestamp_ntz(int({year}), int({month}), int({day}), int({hour}), int({minute}),"
    " cast(concat({second}, '.', {fraction}) as decimal(16, 6)))"
)


def parsed_freely(value: exp.Expression) -> exp.Expression:
    """As a cast to a moment takes it, in UTC where it has an offset."""
    pattern = _quoted(_FREE)

    def piece(at: int) -> str:
        return f"concat('0', regexp_extract(value, {pattern}, {at}))"

    year = f"regexp_extract(value, {pattern}, 1)"
    hour = f"int({piece(5)})"
    moment = (
        f"try_make_timestamp_ntz(int({year}), int({piece(3)}), int({piece(4)}), if({hour} = 24, 0, {hour}),"
        f" int({piece(6)}), cast(concat({piece(7)}, '.', regexp_extract(value, {pattern}, 8), '0') as decimal(16, 6)))"
    )
    offset = f"(int({piece(10)}) * 3600 + int({piece(11)}) * 60 + int({piece(12)}))"
    signed = f"if(regexp_extract(value, {pattern}, 9) = '-', {offset}, -{offset})"
    shift = f"if({hour} = 24, 86400, 0) + {signed}"
    is_whole_day = f"({hour} < 24 or int({piece(6)}) + int({piece(7)}) + int({piece(8)}) = 0)"
    return _once(
        value,
        f"when value rlike {pattern} and {is_whole_day} then {moment} + make_dt_interval(0, 0, 0, {shift})",
    )


def _once(value: exp.Expression, branches: str) -> exp.Expression:
    """A CASE over the text, which is computed once however often it is looked at."""
    return filled(f"element_at(transform(array(text), value -> case {branches} end), 1)", text=value)


def _quoted(pattern: str) -> str:
    return str(text(pattern).sql("spark"))
