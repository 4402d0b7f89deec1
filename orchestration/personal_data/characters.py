"""Digits and what may stand between them, and a text as the warehouse's cleaning may leave it.

The patterns are read by Python, and without look-around by Arrow and DuckDB (RE2): every class is spelt out.
"""

from __future__ import annotations

import re

DIGIT = "[0-9０-９]"
LETTER = "[A-Za-zＡ-Ｚａ-ｚ]"
DASH = "\\-－‐-―−"
# Besides what people type, what programs leave between digits: wide, narrow and invisible spaces.
GAP_CHARACTERS = f" \\t\u00a0\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff﹣ー{DASH}"
GAP = f"[{GAP_CHARACTERS}]"
NUMERALS = "〇零○一二两三四五六七八九幺壹贰叁肆伍陆柒捌玖"

# White space as Python knows it, for the class of a pattern that RE2 reads too.
SPACES = " \\t-\\r\\x1c-\\x1f\\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"

HALF_WIDTH = str.maketrans({chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {"\u3000": " "})

LOOK_AROUND = re.compile(r"\(\?<?[=!]")
GROUP_NAME = re.compile(r"\(\?P<\w+>")

# What the macros `remove_spaces` and `collapse_spaces` of the dbt project take for white space.
_WHITE_SPACE = frozenset("\t\n\f\r \u00a0\u3000\ufeff\u200b")


def alternative(match: re.Match[str]) -> str:
    """The name of the alternative that a text fits, in a pattern each of whose alternatives is a named group."""
    return match.lastgroup or ""


def cleaned_views(text: str) -> list[tuple[str, list[int]]]:
    """The text as `collapse_spaces` and as `remove_spaces` leave it, each with the place of every character in it.

    Whichever of the two a text has gone through already, its views are among these: so what is found in none of them
    is found in no cleaned form either.
    """
    spaced: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text.translate(HALF_WIDTH)):
        if text[place] not in _WHITE_SPACE:
            spaced.append(character)
            places.append(place)
        elif spaced and spaced[-1] != " ":
            spaced.append(" ")
            places.append(place)
    if spaced and spaced[-1] == " ":
        del spaced[-1], places[-1]
    views = [("".join(spaced), places)]
    if " " in spaced:
        inked = [(character, place) for character, place in zip(spaced, places, strict=True) if character != " "]
        views.append(("".join(character for character, _ in inked), [place for _, place in inked]))
    return views


def relaxed(pattern: str, flags: str = "") -> str:
    """A pattern for RE2 that is found wherever this one is: without its look-around and the names of its groups."""
    kept, depth_left_out, depth, in_class, index = [], None, 0, False, 0
    while index < len(pattern):
        length = 2 if pattern[index] == "\\" else 1
        token = pattern[index : index + length]
        if not in_class and token == "(":
            depth += 1
            if depth_left_out is None and LOOK_AROUND.match(pattern, index):
                depth_left_out = depth
        if depth_left_out is None:
            kept.append(token)
        in_class = token != "]" if in_class else token == "["
        if not in_class and token == ")":
            if depth == depth_left_out:
                depth_left_out = None
            depth -= 1
        index += length
    return f"(?{flags}:{GROUP_NAME.sub('(?:', ''.join(kept))})"
