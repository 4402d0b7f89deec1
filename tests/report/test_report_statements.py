"""Sentences are true of the numbers that they are made of, whatever these are, and can be read back to them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.report.document import plain
from orchestration.report.figures import LANGUAGES, Figure, Language, read
from orchestration.report.statements.kinds import Kind, words
from orchestration.report.statements.reading import read_sentence
from orchestration.report.statements.registry import KINDS
from orchestration.report.statements.slots import Name, Phrase, Slot, Slots
from orchestration.report.statements.telling import PLACE, tell
from tests.drawing import drawn
from tests.report.claims import (
    Claim,
    branch,
    changes,
    comparability,
    data_quality,
    gaps,
    improvement,
    lists,
    next_steps,
    parts,
    rankings,
    rates,
    reconciliation,
    revisions,
)

CLAIMS: dict[str, Claim] = {
    **branch.CLAIMS,
    **changes.CLAIMS,
    **comparability.CLAIMS,
    **data_quality.CLAIMS,
    **gaps.CLAIMS,
    **improvement.CLAIMS,
    **lists.CLAIMS,
    **next_steps.CLAIMS,
    **parts.CLAIMS,
    **rankings.CLAIMS,
    **rates.CLAIMS,
    **reconciliation.CLAIMS,
    **revisions.CLAIMS,
}


def test_every_kind_has_words_in_both_languages_and_claims_for_each_variant():
    assert {kind.name for kind in KINDS} == set(CLAIMS) == set(words())
    for kind in KINDS:
        assert set(kind.rules) == set(words()[kind.name]) == set(CLAIMS[kind.name].holds), kind.name
        assert all(set(text) == set(LANGUAGES) for text in words()[kind.name].values()), kind.name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@drawn(100)
@given(data=st.data())
def test_what_a_sentence_says_is_true_of_its_figures_as_they_are_read_from_it(
    kind: Kind, language: Language, data: st.DataObject
):
    claim = CLAIMS[kind.name]
    slots = data.draw(claim.slots)
    variant = kind.variant(slots)

    sentence = tell(kind, language, slots)

    assert not any(character.isdigit() for run in sentence if run.figure is None for character in run.text)
    numbers = frozenset(place for place, slot in slots.items() if isinstance(slot, Figure))
    [reading] = read_sentence(plain(sentence), language, kind.name, numbers)
    assert reading.variant == variant
    forms = {place["name"]: place["form"] for place in PLACE.finditer(words()[kind.name][variant][language])}
    # what is not said is known: a sentence without numbers claims something of them as well
    values: dict[str, Any] = {place: _known(slot, language) for place, slot in slots.items()}
    for place, texts in reading.places.items():
        assert texts == _as_told(slots, place, forms[place], language)
        values[place] = _value(slots, place, forms[place], texts)
    assert claim.holds[variant](values)


def _known(slot: Slot, language: Language) -> Any:
    match slot:
        case Figure(value=value):
            return value
        case Name() as name:
            return name.figure(language).written
        case Phrase(text=text):
            return plain(text)
        case several:
            return tuple(name.figure(language).written for name in several)


def _as_told(slots: Slots, place: str, form: str | None, language: Language) -> tuple[str, ...]:
    match slots[place]:
        case Figure() as figure:
            return ((figure.magnitude if form == "abs" else figure).written,)
        case Name() as name:
            return (name.figure(language).written,)
        case Phrase(text=text):
            return (plain(text),)
        case several:
            return tuple(name.figure(language).written for name in several)


def _value(slots: Slots, place: str, form: str | None, texts: tuple[str, ...]) -> Any:
    slot = slots[place]
    if isinstance(slot, Figure):
        return read(texts[0], (slot.magnitude if form == "abs" else slot).unit)
    return texts if isinstance(slot, tuple) else texts[0]
