"""Telephone, identity, bank card and policy numbers, told by their digits alone.

They are recognised half-width and full-width, in one piece or with spaces and dashes between the digits. Amounts, dates
and short numbers are none.
"""

from __future__ import annotations

import datetime as dt
import re

from orchestration.personal_data.characters import DASH, DIGIT, GAP, GAP_CHARACTERS, HALF_WIDTH, LETTER

FEWEST_DIGITS_OF_A_POLICY_NUMBER = 12


def _digits(text: str) -> str:
    """A character class of these digits, half-width and full-width."""
    return f"[{text}{''.join(chr(ord(digit) - ord('0') + ord('０')) for digit in text)}]"


def _spaced(*parts: str) -> str:
    """The parts in order, with at most two gaps between each two."""
    return f"{GAP}{{0,2}}".join(parts)


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
_NO_DATE = f"(?!{GAP}{{1,3}}{DATE})"
_POINT = "[.．·・/／_＿]"
MOBILE = (
    f"(?:{COUNTRY})?{_1}(?:{GAP}?{_digits('3456789')}{_NO_DATE}{GAP}?{DIGIT}{_NO_DATE}(?:{GAP}{{0,3}}{DIGIT}){{8}}"
    f"|{_digits('3456789')}{DIGIT}{_POINT}{DIGIT}{{4}}{_POINT}{DIGIT}{{4}})"
)
SUBSCRIBER = f"{DIGIT}{{3,4}}{GAP}?{DIGIT}{{4}}"
LANDLINE = (
    f"(?:[(（]{_0}{_NOT_ZERO}{DIGIT}{{1,2}}[)）]|(?:{COUNTRY})?{_0}{_NOT_ZERO}{DIGIT}{{1,2}}"
    f"|(?:(?:[+＋]|{_0}{_0}){_digits('8')}{_digits('6')}{GAP}?|{_digits('8')}{_digits('6')}{GAP})"
    f"(?:{_NOT_ZERO}{DIGIT}{{1,2}}|[(（]{_0}?{_NOT_ZERO}{DIGIT}{{1,2}}[)）]))(?:{GAP}{{0,3}}|{_POINT}){SUBSCRIBER}"
)
CARD = f"{DIGIT}(?:{GAP}{{0,2}}{DIGIT}){{15,18}}"
# Groups of four are no thousands; and no card begins like the years of a list.
CARD_IN_FOURS = (
    f"(?!{_1}{_digits('9')}|{_2}{_0}){DIGIT}{{4}}(?P<mark>[.．,，·/\\s])"
    f"{DIGIT}{{4}}(?P=mark){DIGIT}{{4}}(?P=mark){DIGIT}{{4}}(?:(?P=mark){DIGIT}{{1,3}})?(?!{DIGIT})"
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
    f"|(?P<policy>(?:{LETTER}{{1,6}}[{DASH}]?)?(?:{POLICY_IN_GROUPS}|{CARD_IN_FOURS}|{POLICY})))"
)
# The shortest number that is masked is a landline of ten digits; most texts stop here, at a fraction of the cost.
# This and the pattern below are read by Arrow too, whose regular expressions know no look-ahead.
MAY_HOLD_A_NUMBER = f"{DIGIT}(?:[\\s{GAP_CHARACTERS}()（）.．,，·・/／_＿]{{0,4}}{DIGIT}){{9}}"

LENGTHS_OF_BANK_CARDS = range(16, 20)

CERTAIN = re.compile(f"(?<!{DIGIT})(?:{IDENTITY_18}|{IDENTITY_15}|{CARD})(?!{DIGIT})")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PROVINCES = frozenset(
    str(number)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 82))
    for number in range(first, last + 1)
)


def is_identity_number(number: str) -> bool:
    """Whether a number of 18 or 15 digits is one that could have been issued to a resident."""
    compact = _compact(number)
    if len(compact) == 15:
        return compact[:2] in PROVINCES and _is_date(f"19{compact[6:12]}")
    if len(compact) != 18:
        return False
    check = sum(int(digit) * weight for digit, weight in zip(compact, WEIGHTS, strict=False)) % 11
    return "10X98765432"[check] == compact[17] and _is_date(compact[6:14])


def is_bank_card(number: str) -> bool:
    """Whether a number has the length and the check digit (Luhn) of a bank card's."""
    digits = _compact(number)
    if len(digits) not in LENGTHS_OF_BANK_CARDS or not digits.isdecimal():
        return False
    doubled = [int(digit) * 2 for digit in digits[-2::-2]]
    return (sum(map(int, digits[-1::-2])) + sum(n - 9 * (n > 9) for n in doubled)) % 10 == 0


def _compact(number: str) -> str:
    return re.sub("[^0-9X]", "", number.translate(HALF_WIDTH).upper())


def _is_date(digits: str) -> bool:
    try:
        dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True
