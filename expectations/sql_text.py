"""SQL expressions for the look of personal data in text. Values are never returned."""

from __future__ import annotations

from collections.abc import Iterable

from orchestration.sql_text import identifier, literal

_DIGIT = "[0-9０-９]"
_BEFORE = r"(^|[^0-9０-９A-Za-z.]|[^0-9０-９]\.)"
_AFTER = r"($|[^0-9０-９A-Za-z.]|\.($|[^0-9０-９]))"
_MOBILE_NUMBER = f"{_BEFORE}([+]?86[- ]?)?[1１][3-9３-９]{_DIGIT}[- ]?{_DIGIT}{{4}}[- ]?{_DIGIT}{{4}}{_AFTER}"
_IDENTITY_NUMBER = (
    f"{_BEFORE}[1-9１-９]{_DIGIT}{{5}}[- ]?"
    f"([1１][9９]|[2２][0０]){_DIGIT}{{2}}([0０][1-9１-９]|[1１][0-2０-２])([0-2０-２]{_DIGIT}|[3３][01０１])"
    f"[- ]?{_DIGIT}{{3}}[0-9０-９XxＸｘ]{_AFTER}"
)

_MASK = r"\[(identity number|phone|bank card|policy number|customer number|e-mail)\]"

# Business numbers may well have the eleven digits of a mobile number.
BUSINESS_NUMBERS = frozenset({"complaint_number", "call_center_number", "complaint_key"})


def personal_data_in(columns: Iterable[str]) -> str:
    """Whether a row has what looks like a mobile or an identity number in any of `columns`."""
    names = sorted(columns)
    mobile = [name for name in names if name not in BUSINESS_NUMBERS]
    searches = [_found(_IDENTITY_NUMBER, names), _found(_MOBILE_NUMBER, mobile)]
    return " or ".join(search for search in searches if search) or "false"


def masked_in(columns: Iterable[str]) -> str:
    """Whether landing found personal data in any of `columns` and put a label in its place."""
    return _found(_MASK, sorted(columns)) or "false"


def _found(pattern: str, columns: list[str]) -> str:
    """One search for each row; a line break between the values keeps them apart."""
    values = ", ".join(f"{identifier(name)}::varchar" for name in columns)
    return f"regexp_matches(concat_ws(chr(10), {values}), {literal(pattern)})" if columns else ""
