"""Recall and precision on the corpus do not fall, and `docs/privacy.md` says what they are."""

from __future__ import annotations

import pytest
from corpus import Measured, measure, sentences

from orchestration.settings import CHECKOUT

# Kind: pieces that are found at least, and what the documentation calls them.
FLOORS = {
    "mobile": (62, "mobile number"),
    "landline": (32, "landline number, with or without area code"),
    "identity": (34, "identity number"),
    "passport": (16, "passport"),
    "permit": (22, "document of Hong Kong, Macau or Taiwan"),
    "card": (20, "bank card"),
    "policy": (17, "policy number"),
    "email": (20, "e-mail address"),
    "wechat": (16, "WeChat number"),
    "qq": (14, "QQ number"),
    "plate": (30, "licence plate"),
    "own": (17, "name that stands in the row's own column"),
    "titled": (54, "name beside a title"),
    "bare": (0, "name without a title"),
    "address": (0, "home address"),
}
MOST_ALTERED = 4
FEWEST_RIGHT = {"phone": 0.98, "policy number": 0.89}


@pytest.fixture(scope="module")
def measured() -> Measured:
    return measure()


def test_the_corpus_is_large_and_its_wording_is_what_its_sentences_say():
    corpus = sentences()
    assert len(corpus) >= 500
    assert sum(not sentence.get("personal") for sentence in corpus) >= 100
    assert len({sentence["text"] for sentence in corpus}) == len(corpus)
    assert all(wording in sentence["text"] for sentence in corpus for _, wording in sentence.get("personal", []))


@pytest.mark.parametrize("kind", FLOORS)
def test_no_less_is_found_than_before(measured: Measured, kind: str):
    assert measured.found[kind] >= FLOORS[kind][0]
    assert set(measured.pieces) == set(FLOORS)


def test_no_more_is_masked_wrongly_than_before(measured: Measured):
    assert len(measured.altered) <= MOST_ALTERED
    for label, masks in measured.masks.items():
        assert measured.right[label] / masks >= FEWEST_RIGHT.get(label, 1)


def test_the_documentation_shows_what_is_measured(measured: Measured):
    text = (CHECKOUT / "docs" / "privacy.md").read_text(encoding="utf-8")
    recall = [
        f"| {name} | {measured.pieces[kind]} | {measured.found[kind]} "
        f"| {measured.found[kind] / measured.pieces[kind]:.0%} |"
        for kind, (_, name) in FLOORS.items()
    ]
    precision = [
        f"| {label} | {masks} | {measured.right[label]} | {measured.right[label] / masks:.0%} |"
        for label, masks in sorted(measured.masks.items())
    ]
    for table in (recall, precision):
        assert "\n".join(table) in text
    assert f"a corpus of {measured.sentences} sentences" in text
    assert f"Of the {measured.plain} sentences without personal data, {len(measured.altered)} lost" in text
