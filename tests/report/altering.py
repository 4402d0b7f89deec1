"""Altering single numbers of a report's file where they stand, and reading again what was altered.

Where numbers stand is found by going through the file as a reader sees it, and not by what the code under test takes
for a number. A place is altered in the parsed file, read by the same function as the whole, and put back.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from orchestration.report.provenance import Shown

DIGIT = re.compile(r"\d")
# a value is the same within a billionth
_SIGNIFICANT = 8


@dataclass(frozen=True)
class Place:
    """A number in a file: what it is now, how to put another in its place, and how to read what stands there."""

    name: str
    content: Any
    put: Callable[[Any], None]
    read: Callable[[], list[Shown]]

    def altered(self, random: Random) -> list[Shown]:
        """What is read anew where one digit is another; the place is as it was afterwards."""
        before = _untouched(self.read)
        self.put(other(self.content, random))
        try:
            return [item for item in self.read() if item not in before]
        finally:
            self.put(self.content)


@cache
def _untouched(read: Callable[[], list[Shown]]) -> frozenset[Shown]:
    """What is read before anything is altered, once for all places that are read together."""
    return frozenset(read())


def attribute_of(holder: Any, name: str) -> Callable[[Any], None]:
    """Puts what it is given into an attribute."""
    return lambda new: setattr(holder, name, new)


def other(content: Any, random: Random) -> Any:
    """The same text, day or number but for a digit."""
    match content:
        case date():
            return content + timedelta(days=random.randint(1, 400))
        case int():
            return int(_other_digit(str(content), random, _SIGNIFICANT))
        case float():
            return float(_other_digit(repr(content), random, _SIGNIFICANT))
        case _:
            return _other_digit(content, random, None)


def other_number(text: str, random: Random) -> str:
    """Digits of a value in XML, of which those behind the eighth say nothing."""
    return _other_digit(text, random, _SIGNIFICANT)


def _other_digit(text: str, random: Random, significant: int | None) -> str:
    places = [match.start() for match in DIGIT.finditer(re.split("[eE]", text)[0] if significant else text)]
    if significant is not None:
        first = next((number for number, place in enumerate(places) if text[place] != "0"), 0)
        places = places[first : first + significant]
    place = random.choice(places)
    digit = random.choice([digit for digit in "0123456789" if digit != text[place]])
    return text[:place] + digit + text[place + 1 :]
