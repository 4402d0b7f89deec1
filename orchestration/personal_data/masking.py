"""Mask personal data in a value. What is certain and what is only likely is masked alike.

A free text gets labels such as `[phone]`; a value that is kept, such as a complaint's number, loses only what certainly
is personal. What no text may hold at all is in `refused`, and masked last, so that nothing of it is left.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from orchestration.personal_data.characters import DIGIT, GAP_CHARACTERS, SPACES, alternative, cleaned_views
from orchestration.personal_data.numbers import CERTAIN, MAY_HOLD_A_NUMBER, NUMBER, is_bank_card, is_identity_number
from orchestration.personal_data.people import MAY_HOLD_A_TITLED_NAME, reduce_names
from orchestration.personal_data.refused import (
    IDENTITY,
    MAY_BE_REFUSED,
    MAY_HOLD_AN_ADDRESS,
    PHONE,
    find_addresses,
    without,
    without_refused,
)
from orchestration.personal_data.words import BY_FORM, BY_WORD, EMAILS

BANK_CARD, POLICY = "bank card", "policy number"
_LABELS = {"identity": IDENTITY, "phone": PHONE, "policy": POLICY}
LABELS = frozenset({*_LABELS.values(), BANK_CARD, EMAILS.label, *(named.label for named in (*BY_WORD, *BY_FORM))})

# For RE2, the texts that may change. Most hold nothing of the kind, and stop there at a fraction of the cost.
MAY_BE_REDACTED = "|".join(
    [
        *(named.may_hold for named in (EMAILS, *BY_WORD, *BY_FORM)),
        MAY_HOLD_A_NUMBER,
        MAY_HOLD_A_TITLED_NAME,
        MAY_BE_REFUSED,
    ]
)
MAY_HOLD_A_CERTAIN_NUMBER = f"{DIGIT}(?:[{SPACES}{GAP_CHARACTERS}]*{DIGIT}){{14}}"
MAY_BE_CERTAIN = f"{MAY_HOLD_AN_ADDRESS}|{MAY_HOLD_A_CERTAIN_NUMBER}"
MAY_CHANGE_WHERE_KEPT = f"{EMAILS.may_hold}|{MAY_BE_CERTAIN}"

_may_hold_a_number = re.compile(MAY_HOLD_A_NUMBER).search
_may_be_certain = re.compile(MAY_BE_CERTAIN).search

Mask = Callable[[str, str], str]


def redact(text: str) -> str:
    """The text with personal numbers and addresses replaced by labels, and names beside a title reduced."""
    return _redacted(text, _labelled)


def mask_person(text: str) -> str:
    """The same, except that long numbers which are nobody's phone, identity or bank card, such as times, stay."""
    return _redacted(text, _labelled_if_personal)


def mask_refused(text: str) -> str:
    """The text without what no text may hold: for words put together of parts that are masked already."""
    return without_refused(text, lambda kind, _: f"[{kind}]")


def mask_certain(text: str, mask: Mask) -> str:
    """The text with what is beyond doubt personal replaced by `mask(kind, value)`.

    That is an identity number with a valid check digit (of 15 digits: province) and date of birth, a bank card number
    with a valid check digit, or an e-mail address. Whatever else a number may be, it stays.
    """
    text = EMAILS.pattern.sub(lambda match: mask(EMAILS.label, match[0]), text)
    return without(text, _find_certain, mask) if _may_be_certain(text) else text


def holds_certain(text: str) -> bool:
    """Whether a text holds what `mask_certain` would mask, as it stands or cleaned."""
    return bool(_may_be_certain(text)) and any(_find_certain(view) for view, _ in cleaned_views(text))


def _redacted(text: str, label: Callable[[re.Match[str]], str]) -> str:
    for named in (EMAILS, *BY_WORD):
        text = named.masked(text)
    if _may_hold_a_number(text):
        text = NUMBER.sub(label, text)
    for named in BY_FORM:
        text = named.masked(text)
    return mask_refused(reduce_names(text))


def _labelled(match: re.Match[str]) -> str:
    kind = alternative(match)
    if kind == "date":
        return match[0]
    return f"[{BANK_CARD if kind == 'policy' and is_bank_card(match[0]) else _LABELS[kind]}]"


def _labelled_if_personal(match: re.Match[str]) -> str:
    # letters before an identity number make it look like a policy's
    return mask_certain(match[0], lambda kind, _: f"[{kind}]") if alternative(match) == "policy" else _labelled(match)


def _find_certain(view: str) -> list[tuple[str, int, int]]:
    if addresses := find_addresses(view):
        return addresses
    return [(kind, *match.span()) for match in CERTAIN.finditer(view) if (kind := _certain_kind(match[0]))]


def _certain_kind(number: str) -> str | None:
    if is_identity_number(number):
        return IDENTITY
    # cards of banks and of shops begin with these; serial numbers mostly with a year
    return BANK_CARD if number[0] in "3456" and is_bank_card(number) else None
