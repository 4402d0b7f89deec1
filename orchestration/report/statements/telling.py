"""Putting figures into words.

In a template `{place}` stands for what is in that place, `{place:abs}` for a figure without its sign, `{n|one|more}`
for `one` where the number is 1 and for `more` elsewhere, and `{places:list}` for names one after the other. A number
that the words themselves have becomes a figure that is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestration.report.document import Run, Text
from orchestration.report.figures import Figure, Language, Unit
from orchestration.report.sources import Given
from orchestration.report.statements.kinds import Kind, words
from orchestration.report.statements.slots import Name, Phrase, Slots, number_in

PLACE = re.compile(r"\{(?P<name>\w+)(?::(?P<form>abs|list)|\|(?P<one>[^|{}]*)\|(?P<more>[^|{}]*))?\}")

# digits with what belongs to them, as `figures.written` writes numbers
NUMBER = re.compile(r"[+−<]?\d(?:[\d,]*\d)?(?:\.\d+)?%?")

# between names, and before the last one
JOINTS: dict[Language, tuple[str, str]] = {"en": (", ", " and "), "zh": ("、", "、")}


def tell(kind: Kind, language: Language, slots: Slots) -> Text:
    """The sentence that fits the slots, in a language."""
    template = words()[kind.name][kind.variant(slots)][language]
    return filled(template, language, slots)


def filled(template: str, language: Language, slots: Slots) -> Text:
    """A template with its places filled."""
    return tuple(_runs(template, language, slots))


def fixed(text: str) -> Text:
    """A text of our own without places; each number in it becomes a figure that is given."""
    return tuple(_fixed_runs(text))


def joined(names: tuple[Name, ...], language: Language) -> Text:
    """Names one after the other."""
    between, last = JOINTS[language]
    runs: list[Run] = []
    for number, name in enumerate(names):
        if number:
            runs.append(Run(last if number == len(names) - 1 else between))
        runs.append(_run(name.figure(language)))
    return tuple(runs)


def _runs(template: str, language: Language, slots: Slots) -> Iterator[Run]:
    end = 0
    for place in PLACE.finditer(template):
        yield from _fixed_runs(template[end : place.start()])
        end = place.end()
        slot = slots[place["name"]]
        if place["one"] is not None:
            yield Run(place["one"] if number_in(slots, place["name"]) == 1 else place["more"])
        elif isinstance(slot, Figure):
            yield _run(slot.magnitude if place["form"] == "abs" else slot)
        elif isinstance(slot, Name):
            yield _run(slot.figure(language))
        elif isinstance(slot, Phrase):
            yield from slot.text
        else:
            yield from joined(slot, language)
    yield from _fixed_runs(template[end:])


def _run(figure: Figure) -> Run:
    return Run(figure.written, figure)


def _fixed_runs(text: str) -> Iterator[Run]:
    end = 0
    for number in NUMBER.finditer(text):
        if number.start() > end:
            yield Run(text[end : number.start()])
        yield Run(number[0], Figure(number[0], Unit.TEXT, Given(number[0])))
        end = number.end()
    if end < len(text):
        yield Run(text[end:])
