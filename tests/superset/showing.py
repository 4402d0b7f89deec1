"""What a chart shows: the answer to its request, as rows that can be held against a query."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from bi.superset.template import LANGUAGES, Chart
from tests.superset.words import CODES

Row = tuple[Any, ...]


def shown(chart: Chart, answer: dict[str, Any], language: str, words: dict[str, dict[str, str]]) -> list[Row]:
    """The rows of a chart in the order in which they came, codes in place of words."""
    says, first, *further = chart.says, *(result["data"] for result in answer["result"])
    if says["kind"] == "funnel":
        limits = {row[says["across"]]: [row[column] for column in says["limits"]] for row in further[0]}
        points = _unfolded(first, says["across"])
        return [(x, value, _code("funnel_band", band, language, words), *limits[x]) for x, band, value in points]
    if says["kind"] == "bars" and "series" in says:
        columns = (says["across"], says["series"], "")
        return [_coded(columns, row, language, words) for row in _unfolded(first, says["across"])]
    columns = {
        "number": lambda: [says["measure"]],
        "table": lambda: says["columns"],
        "bars": lambda: [says["across"], *says["measures"]],
        "bubbles": lambda: [says["each"], says["series"], says["x"], says["y"], says["size"]],
    }[says["kind"]]()
    return [_coded(columns, [row[column] for column in columns], language, words) for row in first]


def plain(row: Row) -> Row:
    """A row whose numbers and days compare: to nine digits, and in milliseconds as Superset sends them."""
    return tuple(_plain(value) for value in row)


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return _plain(value.replace(tzinfo=UTC).timestamp() * 1000)
    if isinstance(value, date):
        return _plain(datetime(value.year, value.month, value.day))
    if value is None or isinstance(value, str):
        return value
    return float(f"{float(value):.9g}")


def _unfolded(rows: list[dict[str, Any]], across: str) -> list[Row]:
    """One row for each value of a series, where a column stood for each series."""
    return [
        (row[across], series, value)
        for row in rows
        for series, value in row.items()
        if series != across and value is not None
    ]


def _coded(columns: Any, row: Any, language: str, words: dict[str, dict[str, str]]) -> Row:
    return tuple(_code(column, value, language, words) for column, value in zip(columns, row, strict=True))


def _code(column: str, value: Any, language: str, words: dict[str, dict[str, str]]) -> Any:
    if column in words:
        return words[column][value]
    if column in CODES and value is not None:
        return {texts[LANGUAGES.index(language)]: code for code, texts in CODES[column].items()}[value]
    return value
