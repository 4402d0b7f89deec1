"""What redaction finds of a corpus of narratives, which was written by hand before any pattern was changed for it."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from orchestration.landing.privacy import redact_text
from orchestration.personal_data.people import REDUCED

CORPUS = Path(__file__).with_name("corpus.jsonl")
NAMES = frozenset({"own", "titled", "bare"})
MASK = re.compile(rf"\[([A-Za-z][A-Za-z -]+)\]|{REDUCED}")


@dataclass
class Measured:
    """Pieces of personal data by kind and how many of them were masked; masks by label and how many were right.

    `altered` are the sentences without personal data that lost something.
    """

    pieces: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    masks: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    sentences: int = 0
    plain: int = 0
    altered: list[str] = field(default_factory=list)


def sentences() -> list[dict]:
    """The corpus: each text with its row's customer name, if any, and with kind and wording of what is personal."""
    return [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]


def measure() -> Measured:
    """Redact every sentence as landing does, and compare."""
    measured = Measured()
    for sentence in sentences():
        _measure(sentence["text"], sentence.get("name", ""), sentence.get("personal", []), measured)
    return measured


def _measure(text: str, name: str, personal: list[list[str]], measured: Measured) -> None:
    redacted = redact_text(text, name, {})
    measured.sentences += 1
    if not personal:
        measured.plain += 1
        measured.altered += [text] if redacted != text else []
    labels = [match[1] or "name" for match in MASK.finditer(redacted)] if REDUCED not in text else []
    # one letter for each mask, so that no letter of a label is taken for one of the text
    lettered = iter(range(0xE000, 0xE000 + len(labels)))
    shortened = MASK.sub(lambda _: chr(next(lettered)), redacted) if labels else redacted
    gone, became = set(), {}
    for operation, first, last, new, end in SequenceMatcher(None, text, shortened, autojunk=False).get_opcodes():
        if operation != "equal":
            gone |= set(range(first, last))
            became |= {ord(letter) - 0xE000: range(first, last) for letter in shortened[new:end] if letter >= "\ue000"}
    spans, done = [], 0
    for kind, wording in personal:
        first = text.index(wording, done)
        done = first + len(wording)
        spans.append(range(first, done))
        telling = [place for place in spans[-1] if text[place].isalnum()][1 if kind in NAMES else 0 :]
        measured.pieces[kind] += 1
        measured.found[kind] += gone.issuperset(telling)
    for index, label in enumerate(labels):
        measured.masks[label] += 1
        taken = became.get(index, range(0))
        measured.right[label] += any(taken.start < span.stop and span.start < taken.stop for span in spans)
