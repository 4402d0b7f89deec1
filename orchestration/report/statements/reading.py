"""Taking figures out of sentences again: which variant a sentence is, and what it says in each place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from orchestration.report.figures import MISSING, Language
from orchestration.report.statements.kinds import words
from orchestration.report.statements.telling import JOINTS, NUMBER, PLACE

_WRITTEN = rf"\d{{4}}-\d{{2}}-\d{{2}}|{NUMBER.pattern}|{MISSING}"


@dataclass(frozen=True)
class Reading:
    """A sentence as it was read: its kind, its variant, and the text in each place, of a list one for each name."""

    kind: str
    variant: str
    places: Mapping[str, tuple[str, ...]]


def read_sentence(sentence: str, language: Language, kind: str, numbers: frozenset[str]) -> list[Reading]:
    """All ways in which a sentence can be one of a kind; `numbers` are the places in which figures stand.

    A sentence that was told is read in one way, and no other sentence is read at all.
    """
    return list(_readings(sentence, language, kind, numbers))


def _readings(sentence: str, language: Language, kind: str, numbers: frozenset[str]) -> Iterator[Reading]:
    for variant in words()[kind]:
        pattern, lists = _pattern(kind, variant, language, numbers)
        match = pattern.fullmatch(sentence)
        if match:
            places = {
                place: _names(text, language) if place in lists else (text,)
                for place, text in match.groupdict().items()
                if text is not None
            }
            yield Reading(kind, variant, places)


@cache
def _pattern(
    kind: str, variant: str, language: Language, numbers: frozenset[str]
) -> tuple[re.Pattern[str], frozenset[str]]:
    template = words()[kind][variant][language]
    parts, lists, seen, end = [], set(), set(), 0
    for place in PLACE.finditer(template):
        parts.append(re.escape(template[end : place.start()]))
        end = place.end()
        name = place["name"]
        if place["one"] is not None:
            parts.append(f"(?:{re.escape(place['one'])}|{re.escape(place['more'])})")
        elif name in seen:
            parts.append(f"(?P={name})")
        else:
            seen.add(name)
            lists |= {name} if place["form"] == "list" else set()
            parts.append(f"(?P<{name}>{_WRITTEN if name in numbers else '.+?'})")
    parts.append(re.escape(template[end:]))
    return re.compile("".join(parts)), frozenset(lists)


def _names(text: str, language: Language) -> tuple[str, ...]:
    between, last = JOINTS[language]
    return tuple(name for part in text.split(between) for name in part.split(last))
