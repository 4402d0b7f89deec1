"""Texts of a document as HTML: each number in an element of its own that carries its mark."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from markupsafe import Markup, escape

from orchestration.report.document import Text
from orchestration.report.figures import Figure, Language, given
from orchestration.report.provenance import mark_of

FILES = Path(__file__).with_name("files")


@dataclass(frozen=True)
class Hand:
    """How a document is written: in which language, and of which release."""

    language: Language
    release_hash: str

    def text(self, text: Text) -> Markup:
        """A text, with its numbers marked."""
        return Markup("").join(
            Markup('<span class="n" data-mark="{}">{}</span>').format(self.mark(run.figure), run.text)
            if run.figure
            else escape(run.text)
            for run in text
        )

    def mark(self, figure: Figure) -> str:
        """The mark of a figure, as it stands in an attribute or in a chart's data."""
        return str(mark_of(figure, self.release_hash))

    def marks(self, text: Text) -> str:
        """The marks of a text whose numbers can have no element of their own, as JSON: start, length and mark."""
        found, start = [], 0
        for run in text:
            if run.figure:
                found.append((start, len(run.text), self.mark(run.figure)))
            start += len(run.text)
        return json.dumps(found, ensure_ascii=False)

    def runs(self, text: Text) -> list[dict[str, str]]:
        """A text in the data of a chart: its pieces, `t`, with their marks, `m`, where they are numbers."""
        return [{"t": run.text, "m": self.mark(run.figure)} if run.figure else {"t": run.text} for run in text]

    def given(self, value: int | str) -> Markup:
        """A number that no table holds, such as that of the release."""
        figure = given(value)
        return Markup('<span class="n" data-mark="{}">{}</span>').format(self.mark(figure), figure.written)

    @property
    def words(self) -> Mapping[str, str]:
        """What the page itself says in the language: the names of its parts and switches."""
        return {key: said[self.language] for key, said in words().items()}


@cache
def words() -> Mapping[str, Mapping[Language, str]]:
    """The page's own words by key and language. None of them has a digit."""
    found: dict[str, Any] = yaml.safe_load((FILES / "words.yml").read_bytes())
    return found


def as_json(content: Any) -> Markup:
    """Data for an element that holds a script: it cannot end the element."""
    # what is neither text nor a whole number, such as a decimal of the database, becomes a float
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=float)
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


def lines(parts: Iterable[Markup]) -> Markup:
    """Pieces of HTML, each on a line of its own."""
    return Markup("\n").join(parts)
