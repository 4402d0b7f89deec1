"""What `template/` says, in one language: words, names and formats of columns, the SQL of datasets, tabs and charts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Template as Text
from typing import Any
from uuid import UUID, uuid5

import yaml

LANGUAGES = ("en", "zh")

_FOLDER = Path(__file__).with_name("template")
_NAMESPACE = UUID("6f0d1c5e-9d3f-4c7b-9b52-2f6f0a3c8e11")
# columns of the release have their English names without an ending
_ENDINGS = {"en": "", "zh": "_zh"}


def _read(name: str) -> Any:
    return yaml.safe_load((_FOLDER / f"{name}.yml").read_text(encoding="utf-8"))


def dataset_names() -> list[str]:
    """The datasets of the template."""
    return sorted(path.stem for path in (_FOLDER / "datasets").glob("*.sql"))


def dataset_sql(name: str) -> str:
    """The SQL of a dataset, with places for what depends on the language."""
    return (_FOLDER / "datasets" / f"{name}.sql").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Chart:
    """A chart of the template: `says` is what its tab says of it, `width` how many of twelve columns it takes."""

    name: str
    dataset: str
    width: int
    says: dict[str, Any]


@dataclass(frozen=True)
class Row:
    """Charts that stand side by side; `height` is in units of 8 pixels."""

    height: int
    charts: list[Chart]


@dataclass(frozen=True)
class Tab:
    """A tab of the dashboard, with the text at its head."""

    name: str
    title: str
    text: str
    rows: list[Row]


class Template:
    """The template in one language. A word, column or dataset that it lacks raises `KeyError`."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.dashboard: dict[str, Any] = _read("dashboard")
        self._columns: dict[str, dict[str, str]] = _read("columns")
        self._measures: dict[str, dict[str, str]] = _read("measures")
        self._words = self._read_words()

    def uuid(self, kind: str, name: str) -> str:
        """The identity of a part of the dashboard, the same whenever and wherever it is made."""
        return str(uuid5(_NAMESPACE, f"{self.language}/{kind}/{name}"))

    def said(self, texts: dict[str, str]) -> str:
        """A text that stands in the template in all languages."""
        return texts[self.language]

    def label(self, column: str) -> str:
        """What a column or measure is called."""
        return self.said(self._columns[column])

    def number_format(self, column: str) -> str | None:
        """The d3 format of a column's numbers; none for texts and days."""
        return self._columns[column].get("format")

    def sql(self, dataset: str) -> str:
        """The query of a dataset."""
        return Text(dataset_sql(dataset)).substitute(self._words)

    def measures(self, dataset: str) -> dict[str, str]:
        """What can be counted of a dataset: expressions by the name of the measure."""
        return self._measures.get(dataset, {})

    def codes(self, code_list: str) -> dict[str, str]:
        """The codes of a list by their words."""
        return {self.said(texts): code for code, texts in _read("words")["code_lists"][code_list].items()}

    def colors(self) -> dict[str, str]:
        """The colour of each value and measure that has one; Superset asks for a measure by its name or its label."""
        return {
            name: color
            for color, things in self.dashboard["colors"].items()
            for thing in things
            for name in ([thing, self.label(thing)] if isinstance(thing, str) else [self.said(thing)])
        }

    def tabs(self) -> Iterator[Tab]:
        """The tabs in their order."""
        for name in self.dashboard["tabs"]:
            tab = _read(f"tabs/{name}")
            yield Tab(name, self.said(tab["title"]), self.said(tab["text"]), [_row(row) for row in tab["rows"]])

    def charts(self) -> Iterator[Chart]:
        """All charts in their order."""
        return (chart for tab in self.tabs() for row in tab.rows for chart in row.charts)

    def _read_words(self) -> dict[str, str]:
        found = _read("words")
        words = {name: self.said(texts) for name, texts in found["words"].items()}
        lists = {
            name: " ".join(f"when '{code}' then '{self.said(texts)}'" for code, texts in codes.items())
            for name, codes in found["code_lists"].items()
        }
        return {"zh": _ENDINGS[self.language], **words, **lists}


def _row(row: dict[str, Any]) -> Row:
    even = 12 // len(row["charts"])
    charts = [Chart(chart["name"], chart["dataset"], chart.get("width", even), chart) for chart in row["charts"]]
    return Row(row["height"], charts)
