"""All texts and all figures of a document, wherever they stand in it."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.report.document import (
    Block,
    Case,
    Chart,
    Document,
    KeyFigures,
    Page,
    Paragraph,
    Table,
    Text,
)
from orchestration.report.figures import Figure


def texts(document: Document) -> Iterator[tuple[str, Text]]:
    """Each text with the page that it stands on."""
    for text in (document.title, document.subtitle, *document.words.values()):
        yield "document", text
    for section in document.sections:
        yield section.key, section.title
        for page in section.pages:
            yield from ((page.key, text) for text in texts_of_page(page))


def texts_of_page(page: Page) -> Iterator[Text]:
    """Each text of a page."""
    yield page.title
    for block in page.blocks:
        yield from _texts(block)


def _texts(block: Block) -> Iterator[Text]:
    match block:
        case Paragraph(text=text):
            yield text
        case KeyFigures(figures=found):
            for one in found:
                yield from (one.label, one.number, one.remark)
        case Table():
            yield block.title
            yield from (column.title for column in block.columns)
            yield from (text for row in block.rows for text in row)
        case Chart():
            yield from (block.title, block.description, block.axis, block.axis_y)
            yield from (series.name for series in block.series)
            yield from (point.label for point in block.points)
            yield from block.limits.names if block.limits else ()
        case Case():
            yield block.title
            yield from (text for part in block.parts for text in part)


def figures(document: Document) -> Iterator[tuple[str, Figure]]:
    """Each figure with the page that it stands on, those of charts as well."""
    yield from ((key, run.figure) for key, text in texts(document) for run in text if run.figure)
    for page in document.pages:
        for chart in (block for block in page.blocks if isinstance(block, Chart)):
            yield from ((page.key, value) for point in chart.points for value in point.values)
            yield from ((page.key, value) for value in chart.split or ())
            yield from ((page.key, value) for row in (chart.limits.points if chart.limits else ()) for value in row)
