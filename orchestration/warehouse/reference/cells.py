"""What a cell of a reference file may hold, as types of pydantic: each refuses what it cannot hold, with the remedy."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator

SourceSystem = Literal["call_center", "hq"]  # feeds whose complaints the models take in; they look up names for each
ScopeLevel = Literal["company", "line", "category", "subcategory"]
BreakLevel = Literal["company", "line", "category", "subcategory", "channel"]
Domain = Literal["branch", "category", "channel", "cause", "grievance", "status", "controllability", "flag"]
ChannelGroup = Literal["direct", "referred"]
Controllability = Literal["controllable", "uncontrollable"]
Coverage = Literal["covered", "not_covered"]

# Codes that the models themselves give to what is not in the reference data.
RESERVED_CODES = ("unmapped", "unspecified", "undetermined")

_WIDE_AS_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_BLANKS = re.compile("[\t\n\f\r \u00a0\u3000\ufeff\u200b]+")


def fold(name: str) -> str:
    """The form in which the models compare names; the same as their macro `clean`, in upper case."""
    return _BLANKS.sub("", name.translate(_WIDE_AS_NARROW)).upper()


def _written_as(pattern: str, remedy: str, read: Callable[[str], Any] = str) -> BeforeValidator:
    compiled = re.compile(pattern, re.ASCII)

    def check(cell: str) -> Any:
        try:
            if compiled.fullmatch(cell):
                return read(cell)
        except ValueError:
            pass  # of the right form, yet no day of the calendar
        raise ValueError(f"{cell!r} {remedy}")

    return BeforeValidator(check)


def _day(cell: str) -> date:
    year, month, day = re.split("[-/]", cell)
    return date(int(year), int(month), int(day))


def _not_reserved(code: str) -> str:
    if code in RESERVED_CODES:
        raise ValueError(f"{code!r} is what the marts call a value without a code; rename it")
    return code


Code = Annotated[str, _written_as(r"[a-z0-9][a-z0-9_]*", "is no code; use lower-case letters, digits and underscores")]
NewCode = Annotated[Code, AfterValidator(_not_reserved)]
Day = Annotated[date, _written_as(r"\d{4}([-/])\d{1,2}\1\d{1,2}", "is no date; write one such as 2011-03-31", _day)]
Number = Annotated[float, _written_as(r"[+-]?(\d+(\.\d*)?|\.\d+)", "is no number; write one such as 1000 or 0.25")]
Integer = Annotated[int, _written_as(r"[+-]?\d{1,9}", "is no whole number; write one such as 2011")]
Flag = Annotated[bool, _written_as(r"(?i:true|false)", "is neither true nor false; write one of them")]
