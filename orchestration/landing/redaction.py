"""Mask personal data in free text: telephone, identity and policy numbers, e-mail addresses.

Numbers are recognised half-width and full-width, in one piece or with spaces and dashes between the digits. Amounts,
dates and short numbers stay. What a single row knows about its own customer is masked in `privacy`.
"""

from __future__ import annotations

import re

DIGIT = "[0-9０-９]"
LETTER = "[A-Za-zＡ-Ｚａ-ｚ]"
DASH = "\\-－‐-―−"
GAP = f"[ \\t\u00a0\u3000{DASH}]"

FEWEST_DIGITS_OF_A_POLICY_NUMBER = 12


def _digits(text: str) -> str:
    """A character class of these digits, half-width and full-width."""
    return f"[{text}{''.join(chr(ord(digit) - ord('0') + ord('０')) for digit in text)}]"


def _spaced(*parts: str) -> str:
    """The parts in order, with at most one gap between each two."""
    return f"{GAP}?".join(parts)


_0, _1, _2, _3 = (_digits(digit) for digit in "0123")
_MONTH = f"(?:{_spaced(_0, _digits('123456789'))}|{_spaced(_1, _digits('012'))})"
_DAY = f"(?:{_spaced(_0, _digits('123456789'))}|{_spaced(_digits('12'), DIGIT)}|{_spaced(_3, _digits('01'))})"
_CENTURY = f"(?:{_spaced(_1, _digits('89'))}|{_spaced(_2, _0)})"
_NOT_ZERO = _digits("123456789")

DATE = (
    f"(?:{_1}{_digits('9')}|{_2}{_0}){DIGIT}{{2}}"
    f"(?:[{DASH}]{DIGIT}{{1,2}}[{DASH}]{DIGIT}{{1,2}}|(?:{_0}{_NOT_ZERO}|{_1}{_digits('012')}){_digits('0123')}{DIGIT})"
    f"(?!{DIGIT}|[{DASH}]{DIGIT})"
)
IDENTITY_18 = _spaced(
    _NOT_ZERO, *[DIGIT] * 5, _CENTURY, *[DIGIT] * 2, _MONTH, _DAY, *[DIGIT] * 3, f"(?:{DIGIT}|[XxＸｘ])"
)
# Gaps only between the parts that people write apart: otherwise a number beside a date would look like one.
IDENTITY_15 = f"{_NOT_ZERO}{DIGIT}{{5}}{GAP}?{DIGIT}{{2}}{_MONTH}{_DAY}{GAP}?{DIGIT}{{3}}"
COUNTRY = f"(?:[+＋]|{_0}{_0})?{_digits('8')}{_digits('6')}{GAP}?"
_NO_DATE = f"(?!{GAP}{{1,2}}{DATE})"
MOBILE = f"(?:{COUNTRY})?{_1}{GAP}?{_digits('3456789')}{_NO_DATE}{GAP}?{DIGIT}{_NO_DATE}(?:{GAP}{{0,2}}{DIGIT}){{8}}"
SUBSCRIBER = f"{DIGIT}{{3,4}}{GAP}?{DIGIT}{{4}}"
LANDLINE = (
    f"(?:[(（]{_0}{_NOT_ZERO}{DIGIT}{{1,2}}[)）]|(?:{COUNTRY})?{_0}{_NOT_ZERO}{DIGIT}{{1,2}}"
    f"|(?:[+＋]|{_0}{_0}){_digits('8')}{_digits('6')}{GAP}?{_NOT_ZERO}{DIGIT}{{1,2}}){GAP}{{0,2}}{SUBSCRIBER}"
)
POLICY = f"{DIGIT}{{{FEWEST_DIGITS_OF_A_POLICY_NUMBER},}}[XxＸｘ]?"
# One kind of gap throughout and no mobile number swallowed: else a number would be joined to a date or phone beside it.
POLICY_IN_GROUPS = (
    f"(?={DIGIT}+(?P<gap>{GAP}){DIGIT})(?=(?:(?P=gap)?{DIGIT}){{{FEWEST_DIGITS_OF_A_POLICY_NUMBER}}})"
    f"{DIGIT}{{3,}}(?P=gap)(?!{_1}{_digits('3456789')}{DIGIT}{{9}}(?!{DIGIT})){DIGIT}{{3,}}(?:(?P=gap){DIGIT}+)*"
)

NUMBER = re.compile(
    f"(?<!{DIGIT})(?:(?P<date>{DATE})|(?P<identity>(?:{IDENTITY_18}|{IDENTITY_15})(?!{DIGIT}))"
    f"|(?P<phone>(?:{MOBILE}|{LANDLINE})(?!{DIGIT}))"
    f"|(?P<policy>(?:{LETTER}{{1,6}}[{DASH}]?)?(?:{POLICY_IN_GROUPS}|{POLICY})))"
)
# The shortest number that is masked is a landline of ten digits; most texts stop here, at a fraction of the cost.
MAY_HOLD_A_NUMBER = re.compile(f"{DIGIT}(?:[ \\t\u00a0\u3000{DASH}()（）]{{0,3}}{DIGIT}){{9}}")

_WORD = "A-Za-z0-9Ａ-Ｚａ-ｚ０-９"
EMAIL = re.compile(rf"[{_WORD}._%+\-．＿]+\s?[@＠]\s?[{_WORD}\-]+(?:[.．][{_WORD}\-]+)+")

LABELS = {"identity": "[identity number]", "phone": "[phone]", "policy": "[policy number]"}


def redact(text: str) -> str:
    """The text with personal numbers and e-mail addresses replaced by labels such as `[phone]`."""
    if "@" in text or "＠" in text:
        text = EMAIL.sub("[e-mail]", text)
    return NUMBER.sub(_label, text) if MAY_HOLD_A_NUMBER.search(text) else text


def _label(match: re.Match[str]) -> str:
    return match[0] if match.lastgroup == "date" else LABELS[match.lastgroup]
