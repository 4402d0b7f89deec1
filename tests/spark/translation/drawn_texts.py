"""Texts as people and machines write dates and numbers, well or nearly so."""

from __future__ import annotations

from random import Random

_FORMATS = """
    Y-m-d_H:M:S Y-m-d_H:M Y-m-d Y-m-dTH:M:S Y-m-d_H:M:S.f Y/m/d_H:M:S Y/m/d_H:M Y/m/d Y年m月d日_H时M分
    Y年m月d日_H:M Y年m月d日 Y.m.d_H:M:S Y.m.d_H:M Y.m.d Ymd_H:M:S Ymd_H:M YmdHMS YmdHM Ymd
"""
_PARTS = {
    "Y": "2024 2023 1999 0000 0001 9999 10000 24 024 2000 1900",
    "m": "1 01 12 13 00 2 02 10",
    "d": "1 01 5 28 29 30 31 32 00 15",
    "H": "0 00 3 03 23 24 12 7",
    "M": "0 00 59 60 5 05 30",
    "S": "00 59 60 5 05 61",
    "f": "5 123 123456 1234567",
}
_OFFSETS = ["Z", "+08", "+08:00", "+0800", "-05:30", "+15", "+24", "+08:60", "+8", " +08", "+08:00:01", "-0930 ", " Z"]
_NUMBERS = """
    12 1,234 1_000 0 007 12.5 2.5 3.5 0.5 .5 5. 1e3 1.5e1 1.25E1 2.5e-1 9223372036854775807 9223372036854775808
    99999999999999999999999999999999999999999 1e40 1e-400 1e400 0x1F 0b11 0o7 NaN inf Infinity 1d 1f 0x1p3 1__0 _1 1_
    1.e5 1e e5 1e+5 1.7976931348623157e308 123456789.123456789 0.000001 4.9e-324 1_0.5_5 1e1_0 true ٣ ② 一 12% ￥12
    1.2.3 0X1f 1e38 0.4999999999999999999999 2.4999999999
"""
_STRAY = ["0", "1", "9", "６", "２", "+", "-", ":", ".", "/", " ", "  ", "\t", "\u00a0", "\u3000", "\x0b", "\u200b"]
_STRAY += ["\ufeff", "T", "Z", "年", "，", ",", "\n", "e", "_", "٣", "\\", "\x85", "\u2003"]


def dates(random: Random, count: int) -> list[str]:
    """Dates in the formats of the project, some of them of no day or hour, with offsets and stray letters."""
    return sorted({_damaged(random, _date(random)) for _ in range(count)})


def numbers(random: Random, count: int) -> list[str]:
    """Numbers with thousands, exponents, underscores, of other bases, too large, or no numbers."""
    known = _NUMBERS.split()
    drawn = {_damaged(random, random.choice(["", "-", "+", ""]) + random.choice(known)) for _ in range(count)}
    # of forty digits with an underscore DuckDB makes ten times as many: known, and left
    return sorted(one for one in drawn if len(one) < 40)


def _date(random: Random) -> str:
    spelled = "".join(
        random.choice(_PARTS[sign].split()) if sign in _PARTS else sign for sign in random.choice(_FORMATS.split())
    ).replace("_", " ")
    return spelled + (random.choice(_OFFSETS) if random.random() < 0.35 else "")


def _damaged(random: Random, text: str) -> str:
    """With up to three letters added, left out or made wide."""
    for _ in range(random.choice([0, 0, 0, 1, 1, 2, 3])):
        at, how = random.randrange(len(text) + 1), random.random()
        if how < 0.35:
            text = text[:at] + random.choice(_STRAY) + text[at:]
        elif how < 0.7:
            text = text[:at] + text[at + 1 :]
        else:
            wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text[at : at + 3])
            text = text[:at] + wide + text[at + 3 :]
    return text
