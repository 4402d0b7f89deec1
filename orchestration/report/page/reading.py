"""Taking out of a page every number that a reader can see, with its mark.

What is seen is all text outside scripts and styles, what a browser or a screen reader makes of attributes, and the data
of charts. A number is what has a mark, and besides whatever has a digit.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import html

from orchestration.report.figures import MISSING
from orchestration.report.provenance import Mark, Shown, read_mark
from orchestration.report.statements.telling import NUMBER

_UNSEEN = {"script", "style", "template"}
_SEEN_ATTRIBUTES = ("title", "aria-label", "alt", "placeholder", "aria-description", "data-label")


def read_page(path: Path) -> Iterator[Shown]:
    """Every number of a page in the order of the file; one without a mark, or with a damaged one, has none."""
    tree = html.document_fromstring(path.read_bytes(), html.HTMLParser(encoding="utf-8"))
    return numbers_in(tree, "")


def numbers_in(element: Any, place: str = "") -> Iterator[Shown]:
    """Every number of an element of a page, which lies at `place`."""
    if not isinstance(element.tag, str):  # a comment
        return
    place = _place(element, place)
    for name in _SEEN_ATTRIBUTES:
        yield from _unmarked(element.get(name), f"{place} @{name}")
    if element.get("data-mark") is not None:
        yield Shown(place, element.text_content(), _mark(element.get("data-mark")))
        return
    if element.get("data-marks") is not None:
        yield from _of_list(element.text_content(), element.get("data-marks"), place)
        return
    if element.tag == "script" and element.get("type") == "application/json":
        yield from _of_data(json.loads(element.text or "null"), place)
        return
    if element.tag in _UNSEEN:
        return
    yield from _unmarked(element.text, place)
    for child in element:
        yield from numbers_in(child, place)
        yield from _unmarked(child.tail, place)


def _place(element: Any, place: str) -> str:
    if element.tag in ("td", "th"):
        row = element.getparent()
        table = row.getparent().getparent()
        number = list(table.iter("tr")).index(row) + 1
        return f"{place} row {number} column {row.index(element) + 1}"
    identifier: str | None = element.get("id")
    return identifier or place


def _mark(text: str) -> Mark | None:
    try:
        return read_mark(text)
    except ValueError:
        return None


def _unmarked(text: str | None, place: str) -> Iterator[Shown]:
    for token in NUMBER.finditer(text or ""):
        yield Shown(place, token[0], None)


def _of_list(text: str, marks: str, place: str) -> Iterator[Shown]:
    """Numbers of a text that has their places and marks beside it."""
    end = 0
    for start, length, mark in json.loads(marks):
        yield from _unmarked(text[end:start], place)
        end = start + length
        yield Shown(place, text[start:end], _mark(mark))
    yield from _unmarked(text[end:], place)


def _of_data(content: Any, place: str) -> Iterator[Shown]:
    """The data of a chart. What says how it is drawn is no data, and holds no text that is read."""
    if not isinstance(content, dict) or "spec" not in content:
        return
    for number, runs in enumerate([*content["series"], *content["axes"]]):
        yield from _of_runs(runs, f"{place} name {number + 1}")
    for name, rows in content["spec"]["datasets"].items():
        for number, row in enumerate(rows):
            yield from _of_row(row, f"{place} {name} {number + 1}")


def _of_row(row: dict[str, Any], place: str) -> Iterator[Shown]:
    yield from _of_runs(row.get("label", []), f"{place} label")
    for field, value in row.items():
        if f"{field}_text" not in row:
            continue
        text = row[f"{field}_text"]
        # what is drawn and what is said of it are missing together
        is_whole = (value is None) == (text == MISSING)
        yield Shown(f"{place} {field}", text, _mark(row.get(f"{field}_mark", "")) if is_whole else None, value)


def _of_runs(runs: list[dict[str, str]], place: str) -> Iterator[Shown]:
    for run in runs:
        if "m" in run:
            yield Shown(place, run["t"], _mark(run["m"]))
        else:
            yield from _unmarked(run["t"], place)
