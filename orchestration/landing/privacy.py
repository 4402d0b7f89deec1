"""Make a value fit to be kept: tokens in the place of identifiers, text without what identifies its customer.

What is said here of one value is the rule; `transform` does the same to columns. Patterns of personal data in general
are in `personal_data`.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache, partial

from orchestration.personal_data.characters import DASH, GAP_CHARACTERS
from orchestration.personal_data.masking import mask_certain, redact
from orchestration.personal_data.people import REDUCED, TITLES

NAME_FIELD = "customer_name"
SHORTEST_NAME = 2
SHORTEST_IDENTIFIER = 6
# A shorter number may stand in a longer one by chance.
SHORTEST_UNMISTAKABLE_IDENTIFIER = 9
TOKEN_LENGTH = 32
SHORT_TOKEN_LENGTH = 16

TITLE = re.compile(f"(?:{TITLES})\\s*$|^\\s*(?:mrs?|ms|dr)\\b\\.?", re.IGNORECASE)
SEVERAL_NAMES = re.compile("[/、,;|&()]")
NAME_GAPS = re.compile("[\\s\u00b7\u2022\u30fb]+")

SPACES_AND_DASHES = re.compile(f"[\\s{DASH}]+")
BLOCK = 64

# How identifiers are looked for in texts: spaces and dashes left out, letters and digits half-width, in upper case.
GAPS = f"[\\s\\x0b\\x1c-\\x1f\\x85{GAP_CHARACTERS}]"
_FULL_WIDTH = [chr(code) for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()]
_FOLDED = {character: chr(ord(character) - 0xFEE0).upper() for character in _FULL_WIDTH}
_FOLDED |= {chr(code): chr(code - 32) for code in range(ord("a"), ord("z") + 1)}
_FOLDED |= {chr(code): "" for code in range(0x10000) if re.match(GAPS, chr(code))}
FOLD = str.maketrans(_FOLDED)
CHANGES_FOLDED = re.compile(f"{GAPS}|[{''.join(_FULL_WIDTH)}a-z]")

# Letters without case or width, of which a name is found as it stands in a text without gaps.
PLAIN_NAME = re.compile("[\u4e00-\u9fff]+")


class TokenKey:
    """Turns values into keyed tokens, 32 hexadecimal characters each.

    The token is HMAC-SHA256 of `field:value`, so one value has one token in every feed whose field has that name, and
    another one under another key. White space, dashes, case and full-width forms make no difference.
    """

    def __init__(self, key: str) -> None:
        secret = key.encode()
        self._secret = (hashlib.sha256(secret).digest() if len(secret) > BLOCK else secret).ljust(BLOCK, b"\0")

    def token(self, field: str, value: str) -> str | None:
        """The token of a value of a field; None where nothing is left after normalising."""
        text = normalise(value)
        return hmac.digest(self._secret, f"{field}:{text}".encode(), "sha256").hex()[:TOKEN_LENGTH] if text else None

    def openings(self, field: str) -> tuple[bytes, bytes]:
        """What the inner and the outer hash of a field's HMAC begin with, for those who spell it out."""
        inner = bytes(byte ^ 0x36 for byte in self._secret) + f"{field}:".encode()
        return inner, bytes(byte ^ 0x5C for byte in self._secret)


def normalise(value: str) -> str:
    """The form of an identifier in which its spellings are one."""
    text = value if value.isascii() else unicodedata.normalize("NFKC", value)
    return (text if text.isalnum() else SPACES_AND_DASHES.sub("", text)).upper()


def redact_text(text: str, name: str, own: Mapping[str, str]) -> str:
    """A free text without personal data.

    `name` is the row's own customer name, which is reduced to its first character and 某 wherever it occurs. `own` maps
    the fields that identify the customer to the row's values: these are masked whatever they look like.
    """
    return redact(_without_own(text, name, own, lambda field, _: label(field)))


def label(field: str) -> str:
    """What stands in a free text in the place of a field's value."""
    return f"[{field.replace('_', ' ')}]"


def mask_kept(text: str, name: str, own: Mapping[str, str], key: TokenKey, *, looks_personal: bool = False) -> str:
    """A value that is kept, such as a complaint's number, without what certainly is personal.

    Each such part becomes its kind and a short token, so that different values stay different and equal ones equal.
    Where the system's own numbers look personal, the row's own data alone are masked.
    """
    mask = partial(_kind_and_token, key)
    text = _without_own(text, name, own, mask, is_number=True)
    return text if looks_personal else mask_certain(text, mask)


def fold(text: str) -> str:
    """A text as identifiers are looked for in it."""
    return text.translate(FOLD) if CHANGES_FOLDED.search(text) else text


def is_own(text: str, own: Mapping[str, str]) -> bool:
    """Whether a text is one of the row's own identifiers and nothing else."""
    folded = fold(text)
    return len(folded) >= SHORTEST_IDENTIFIER and any(normalise(value) == folded for value in own.values())


def _kind_and_token(key: TokenKey, kind: str, value: str) -> str:
    token = key.token(re.sub("[ -]", "_", kind), value) or ""
    return f"{label(kind)} {token[:SHORT_TOKEN_LENGTH]}"


Mask = Callable[[str, str], str]


def _without_own(text: str, name: str, own: Mapping[str, str], mask: Mask, *, is_number: bool = False) -> str:
    if name:
        text = _mask_name(text, name)
    folded = fold(text)
    for field, value in own.items():
        wanted = normalise(value)
        if len(wanted) < SHORTEST_IDENTIFIER or not (wanted in folded or value.strip() in text):
            continue
        masked = mask(field, value)
        must_stand_alone = is_number and len(wanted) < SHORTEST_UNMISTAKABLE_IDENTIFIER
        if value.strip() in text and not must_stand_alone:
            text = text.replace(value.strip(), masked)
        text = _mask_folded(text, wanted, masked, must_stand_alone=must_stand_alone)
        folded = fold(text)
    return text


def _mask_folded(text: str, wanted: str, masked: str, *, must_stand_alone: bool) -> str:
    folded = fold(text)
    at = folded.find(wanted)
    if at < 0:
        return text
    places = [index for index, character in enumerate(text) if character.translate(FOLD)]
    parts, done = [], 0
    while at >= 0:
        after = at + len(wanted)
        if must_stand_alone and any(
            character.isdigit() for character in folded[max(at - 1, 0) : at] + folded[after : after + 1]
        ):
            at = folded.find(wanted, at + 1)
            continue
        parts += [text[done : places[at]], masked]
        done = places[after - 1] + 1
        at = folded.find(wanted, after)
    return "".join([*parts, text[done:]])


def _mask_name(text: str, name: str) -> str:
    for letters in _people(name):
        masked = f"{letters[0]}{REDUCED}"
        if not PLAIN_NAME.fullmatch(letters):
            text = _name_pattern(letters).sub(masked, text)
        elif letters[0] in text:
            # most names are met once, and a pattern takes a thousand times as long to compile as a text to search
            has_gaps = NAME_GAPS.search(text)
            text = _name_pattern(letters).sub(masked, text) if has_gaps else text.replace(letters, masked)
    return text


@lru_cache(maxsize=4096)
def _people(name: str) -> list[str]:
    """The letters of each person of a name field."""
    parts = SEVERAL_NAMES.split(unicodedata.normalize("NFKC", name))
    people = (NAME_GAPS.sub("", TITLE.sub("", part)) for part in parts)
    return [letters for letters in people if len(letters) >= SHORTEST_NAME]


@lru_cache(maxsize=4096)
def _name_pattern(letters: str) -> re.Pattern[str]:
    """How a name may be written: with gaps between the characters, in any case."""
    return re.compile(f"{NAME_GAPS.pattern[:-1]}*".join(map(_either_width, letters)), re.IGNORECASE)


def _either_width(letter: str) -> str:
    wide = chr(ord(letter) + 0xFEE0) if letter.isascii() and letter.isalnum() else ""
    return f"[{letter}{wide}]" if wide else re.escape(letter)
