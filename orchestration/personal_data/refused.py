"""What no text may hold that is kept: mobile and identity numbers and e-mail addresses, however a text is cleaned.

Landing masks what is found here, and the checks of feeds and releases refuse it, by the same functions: so nothing
that landing lets through is refused later. A line break or blank inside a number hides nothing, since the warehouse's
cleaning would join the digits.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from orchestration.personal_data.characters import GAP_CHARACTERS, NUMERALS, alternative, cleaned_views

IDENTITY, PHONE, EMAIL = "identity number", "phone", "e-mail"

_BEFORE = r"(?:(?<![0-9A-Za-z.])|(?<=[^0-9]\.)|(?<=\A\.))"
_AFTER = r"(?![0-9A-Za-z]|\.[0-9])"
_SEPARATORS = f"{GAP_CHARACTERS}.,·/_*、…"
_SEPARATED = f"[{_SEPARATORS}]{{0,4}}"
_GROUPED = f"[{GAP_CHARACTERS}]{{0,3}}"
_OPEN, _CLOSED = r"[(\[【]?", r"[)\]】]?"

_MOBILE = (
    f"(?:[+]?86{_CLOSED}{_GROUPED})?{_OPEN}1[3-9][0-9]"
    f"(?:{_CLOSED}{_SEPARATED}[0-9]{{4}}{_SEPARATED}[0-9]{{4}}|{_GROUPED}[0-9]{{3}}{_GROUPED}[0-9]{{5}}"
    f"|[0-9]{_GROUPED}[0-9]{{3}}{_GROUPED}[0-9]{{4}})"
)
_NUMERAL = f"[{NUMERALS}]"
_SPELT_MOBILE = (
    f"(?<!{_NUMERAL})[一幺壹][三四五六七八九叁肆伍陆柒捌玖]{_NUMERAL}{_SEPARATED}{_NUMERAL}{{4}}{_SEPARATED}{_NUMERAL}{{4}}"
    f"(?!{_NUMERAL})"
)
_PART = f"[{GAP_CHARACTERS}.·/、]{{0,2}}"
_IDENTITY = (
    f"[1-9][0-9]{{5}}{_PART}(?:19|20)[0-9]{{2}}{_PART}(?:0[1-9]|1[0-2]){_PART}(?:[0-2][0-9]|3[01])"
    f"{_PART}[0-9]{{3}}{_PART}[0-9Xx]"
)
# Latin, Greek and Cyrillic: letters of other scripts stand beside an address without a blank.
_LETTER = "[^\\W\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff]"
_TOP_LEVEL = "com|cn|net|org|edu|gov|info|io|me|hk|tw|mo|uk|us|es|br|pt|mx|ar|co|de|fr|it|jp|kr|sg"
_EMAIL = (
    # bounded, lest a cell of nothing but letters is searched in quadratic time
    f"(?:{_LETTER}|[.%+-]){{1,64}} ?[@﹫] ?(?:(?:{_LETTER}|-){{1,63}} ?[.。] ?){{1,8}}(?:{_TOP_LEVEL})(?!{_LETTER})"
)

REFUSED = re.compile(
    f"(?P<identity>{_BEFORE}{_IDENTITY}{_AFTER})|(?P<phone>{_BEFORE}{_MOBILE}{_AFTER}|{_SPELT_MOBILE})"
    f"|(?P<email>{_EMAIL})",
    re.IGNORECASE,
)
_ADDRESS = re.compile(_EMAIL, re.IGNORECASE)
_KINDS = {"identity": IDENTITY, "phone": PHONE, "email": EMAIL}

# For RE2, and in any width: white space as it is before any cleaning, of whatever length.
_BETWEEN = f"[\\s\\x0b{GAP_CHARACTERS}.．,，·/／_＿*＊、…()（）\\[\\]［］【】]*"
MAY_HOLD_AN_ADDRESS = "[@＠﹫]"
MAY_BE_REFUSED = (
    f"{MAY_HOLD_AN_ADDRESS}|[0-9０-９](?:{_BETWEEN}[0-9０-９]){{10}}|[一幺壹](?:{_BETWEEN}[{NUMERALS}]){{10}}"
)
_may_be_refused = re.compile(MAY_BE_REFUSED).search

Find = Callable[[str], list[tuple[str, int, int]]]


def holds_refused(text: str) -> bool:
    """Whether a text holds what no text may hold, as it stands or cleaned."""
    return bool(_may_be_refused(text)) and any(REFUSED.search(view) for view, _ in cleaned_views(text))


def without_refused(text: str, mask: Callable[[str, str], str]) -> str:
    """The text with all that is refused replaced by `mask(kind, value)`, until nothing of it is left."""
    return without(text, find_refused, mask) if _may_be_refused(text) else text


def find_refused(view: str) -> list[tuple[str, int, int]]:
    """Kind, first and last place of each finding in a view of a text."""
    return [(_KINDS[alternative(match)], *match.span()) for match in REFUSED.finditer(view)]


def find_addresses(view: str) -> list[tuple[str, int, int]]:
    """The same of e-mail addresses alone."""
    return [(EMAIL, *match.span()) for match in _ADDRESS.finditer(view)]


def without(text: str, find: Find, mask: Callable[[str, str], str]) -> str:
    """The text with what `find` finds in any of its cleaned views masked, until it finds nothing."""
    while True:
        views = ((find(view), places) for view, places in cleaned_views(text))
        found, places = next(((found, places) for found, places in views if found), ([], []))
        if not found:
            return text
        parts, done = [], 0
        for kind, first, last in found:
            start, end = places[first], places[last - 1] + 1
            parts += [text[done:start], mask(kind, text[start:end])]
            done = end
        text = "".join([*parts, text[done:]])
