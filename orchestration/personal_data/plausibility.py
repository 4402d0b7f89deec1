"""Whether a value can be the date or the number that its field promises. What cannot may be somebody's phone number.

The patterns are read by Python and by Arrow alike, whose regular expressions know no look-ahead. They need not know
every way to write a date: a value that does not fit loses nothing unless it looks like personal data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_SPACE = r"[ \t]*"
_YEAR = r"(?:1[89]|2[01])[0-9]{2}"
_MONTH, _DAY = "(?:0?[1-9]|1[0-2])", "(?:0?[1-9]|[12][0-9]|3[01])"
_MONTH_NAME = (
    "(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?)"
)
_HALF = "(?i:上午|下午|[ap]\\.?m\\.?)"
_HOUR, _SIXTY = "(?:[01]?[0-9]|2[0-4])", "[0-5]?[0-9]"
_ZONE = f"(?:{_SPACE}(?:Z|[+-][01][0-9]:?[0-5][0-9]))?"
_TIME = (
    f"(?:{_HALF}{_SPACE})?{_HOUR}{_SPACE}[:时点]{_SPACE}(?:{_SIXTY}{_SPACE}(?:分{_SPACE}(?:{_SIXTY}秒)?"
    f"|:{_SIXTY}(?:[.,][0-9]{{1,9}})?)?)?(?:{_SPACE}{_HALF})?{_ZONE}"
)
_DATES = (
    f"{_YEAR}{_SPACE}[-/.年]{_SPACE}{_MONTH}{_SPACE}(?:[-/.月]{_SPACE}(?:{_DAY}{_SPACE}日?)?)?",
    f"{_YEAR}(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:(?:[01][0-9]|2[0-4])[0-5][0-9](?:[0-5][0-9])?)?)?",
    f"[0-3]?[0-9][-/.][0-3]?[0-9][-/.](?:{_YEAR}|[0-9]{{2}})",
    f"{_DAY}[ -]{_MONTH_NAME}[ ,-]+{_YEAR}",
    f"{_MONTH_NAME}\\.? {_DAY}[ ,]+{_YEAR}",
)
DATE = f"{_SPACE}(?:{'|'.join(_DATES)})(?:[T \\t]*{_TIME})?{_SPACE}"
# Days since 1900, as spreadsheets keep dates; eleven decimals could be a phone number.
SERIAL = r"[0-9]{5}(?:\.[0-9]{1,10})?"

MOST_DIGITS = 13
_AMOUNT = f"(?:0|[1-9][0-9]{{0,{MOST_DIGITS - 1}}}|[1-9][0-9]{{0,2}}(?:[, ][0-9]{{3}}){{1,3}})"
NUMBER = rf"{_SPACE}[+-]?{_SPACE}{_AMOUNT}?(?:\.[0-9]{{1,6}})?{_SPACE}%?{_SPACE}"
MOBILE = r"1[3-9][0-9]{9}"

_DIRECTIVES = {"Y": "[0-9]{4}", "f": "[0-9]{1,9}", "p": "[A-Za-z]{2}", "%": "%"}
_DIRECTIVES |= dict.fromkeys(("b", "B", "a", "A"), "[A-Za-z.]{3,9}") | dict.fromkeys("ymdHIMS", "[0-9]{1,2}")


def date_pattern(formats: Iterable[str]) -> str:
    """What a date looks like, in one of these formats (of strptime) or as dates commonly are written."""
    return "|".join([DATE, SERIAL, *filter(None, map(_format_pattern, formats))])


def _format_pattern(date_format: str) -> str | None:
    """None where the format says something that no pattern is known for."""
    parts = re.split(r"%[-#]?(.)", date_format)
    if not all(directive in _DIRECTIVES for directive in parts[1::2]):
        return None
    pattern = "".join(_DIRECTIVES[part] if index % 2 else re.escape(part) for index, part in enumerate(parts))
    # Without anything between them the numbers have their full length; else eleven digits of a phone could fit.
    return pattern.replace("{1,2}", "{2}") if "" in parts[2:-1:2] else pattern
