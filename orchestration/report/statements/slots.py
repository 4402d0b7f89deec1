"""What stands in a sentence's places: a figure, a name, several names, or words that are made elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from orchestration.report.document import Text
from orchestration.report.figures import Figure, Language, Unit
from orchestration.report.release import NoSuchCellError, ReleaseReader
from orchestration.report.sources import Given, Key, Source, cell


@dataclass(frozen=True)
class Name:
    """What the reference data calls something, in both languages, with the cells that say so."""

    english: str
    chinese: str
    english_source: Source
    chinese_source: Source

    def figure(self, language: Language) -> Figure:
        """The name in a language, as a text with its source."""
        if language == "zh":
            return Figure(self.chinese, Unit.TEXT, self.chinese_source)
        return Figure(self.english, Unit.TEXT, self.english_source)


@dataclass(frozen=True)
class Phrase:
    """Words in the language of the sentence that no rule asks about, such as a period or whose complaints they are."""

    text: Text


Slot: TypeAlias = Figure | Name | tuple[Name, ...] | Phrase
Slots: TypeAlias = Mapping[str, Slot]


def name(reader: ReleaseReader, table: str, column: str, /, **keys: Key) -> Name:
    """A name of the reference data: of the columns `<column>_name` and `<column>_name_zh` of a table of dimensions.

    Reference data may have the name in one language alone, which then serves for both; what has none is called by its
    code, in `<column>_code`, and what the table does not have by the last of its keys.
    """
    english = cell(table, f"{column}_name", keys)
    chinese = cell(table, f"{column}_name_zh", keys)
    code = cell(table, f"{column}_code", keys)
    try:
        english_found, chinese_found = reader.value(english), reader.value(chinese)
    except NoSuchCellError:
        called = str(list(keys.values())[-1])
        return Name(called, called, Given(called), Given(called))
    if english_found is None and chinese_found is None:
        called = str(reader.value(code))
        return Name(called, called, code, code)
    if english_found is None:
        return Name(str(chinese_found), str(chinese_found), chinese, chinese)
    if chinese_found is None:
        return Name(str(english_found), str(english_found), english, english)
    return Name(str(english_found), str(chinese_found), english, chinese)


def number_in(slots: Slots, place: str) -> float | None:
    """The number in a place, or None where its figure has no value. Raises `TypeError` if it is none."""
    slot = slots[place]
    if not isinstance(slot, Figure) or isinstance(slot.value, str):
        raise TypeError(f"{place} is no number")
    value = slot.value
    if value is None or isinstance(value, int | float):
        return value
    raise TypeError(f"{place} is no number")


def names_in(slots: Slots, place: str) -> tuple[Name, ...]:
    """The names in a place. Raises `TypeError` if there stand none."""
    slot = slots[place]
    if not isinstance(slot, tuple):
        raise TypeError(f"{place} is no list of names")
    return slot


def counted(slots: Slots, place: str) -> float:
    """The number in a place; 0 where its figure has no value."""
    return number_in(slots, place) or 0
