"""What every section is written with: the release, the period, the language, and the words of the report."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from orchestration.report.document import Run, Text
from orchestration.report.figures import Figure, Language, Unit, figure
from orchestration.report.periods import Period
from orchestration.report.release import ReleaseReader
from orchestration.report.sources import Source
from orchestration.report.statements.kinds import Kind
from orchestration.report.statements.slots import Name, Slot
from orchestration.report.statements.telling import filled, tell

_LABELS = Path(__file__).with_name("labels")


@dataclass(frozen=True)
class Context:
    """A report in the making."""

    reader: ReleaseReader
    period: Period
    language: Language

    def figure(self, unit: Unit, source: Source, decimals: int | None = None) -> Figure:
        """The figure that a source gives in the release."""
        return figure(self.reader, unit, source, decimals)

    def shown(self, unit: Unit, source: Source, decimals: int | None = None) -> Text:
        """A figure as a text of its own, such as a cell of a table."""
        return number(self.figure(unit, source, decimals))

    def tell(self, kind: Kind, /, **slots: Slot) -> Text:
        """The sentence of a kind that fits what is in its places."""
        return tell(kind, self.language, slots)

    def label(self, key: str, /, **slots: Slot) -> Text:
        """Words of the report that make no claim: a heading, the head of a column, the name of an axis, a definition.

        `key` is `<file>.<entry>` of `labels/`; the words may have places, as those of sentences do.
        """
        file, entry = key.split(".", 1)
        return filled(labels(file)[entry][self.language], self.language, slots)

    def name(self, name: Name) -> Text:
        """A name of the reference data as a text of its own."""
        return number(name.figure(self.language))


def number(figure: Figure) -> Text:
    """A figure as a text."""
    return (Run(figure.written, figure),)


@cache
def labels(file: str) -> dict[str, dict[Language, str]]:
    """The labels of a file of `labels/`, by entry and language."""
    found: dict[str, Any] = yaml.load((_LABELS / f"{file}.yml").read_bytes(), yaml.CSafeLoader)
    return found
