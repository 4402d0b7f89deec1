"""A document as a PowerPoint file: native text, tables and charts, and in the notes where each number comes from."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

from pptx import Presentation
from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.parts.chart import ChartPart
from pptx.parts.embeddedpackage import EmbeddedXlsxPart
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide as DeckSlide

from orchestration.report.document import ChartKind, Document, plain
from orchestration.report.provenance import Stamp
from orchestration.report.slides.bars import bars
from orchestration.report.slides.chart_data import ChartData
from orchestration.report.slides.chart_xml import chart_space
from orchestration.report.slides.master import LAYOUTS, TEMPLATE
from orchestration.report.slides.notes import note_lines
from orchestration.report.slides.packing import repacked
from orchestration.report.slides.pages import footer, slides_of
from orchestration.report.slides.points import points
from orchestration.report.slides.shapes import ChartBox, Slide, TableBox, TextBox
from orchestration.report.slides.shapes_xml import ALT, graphic_frame, page_number, table, text_box
from orchestration.report.slides.text_xml import LANGUAGES, Writing

_SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_BARS = {ChartKind.BARS, ChartKind.COLUMNS, ChartKind.STACKED}
_TIMED = re.compile(r"(\d{8}T\d{6})Z")


def write_slides(document: Document, path: Path) -> None:
    """Write a document as slides. The same document gives the same bytes."""
    deck = Presentation(str(TEMPLATE))
    _describe(deck, document)
    charts = 0
    for slide in slides_of(document):
        charts = _Writer(deck, document, charts).write(slide)
    target = BytesIO()
    deck.save(target)
    path.write_bytes(repacked(target.getvalue()))


def _describe(deck: Deck, document: Document) -> None:
    """What the file says of itself; its time is that of the release."""
    match = _TIMED.match(document.release_id)
    time = datetime.strptime(match[1], "%Y%m%dT%H%M%S") if match else datetime(1980, 1, 1, tzinfo=UTC)
    properties = deck.core_properties
    properties.title, properties.subject = plain(document.title)[:255], document.period.name
    properties.keywords = str(Stamp.of(document))
    properties.language = LANGUAGES[document.language]
    properties.author, properties.last_modified_by = "", ""
    properties.created = properties.modified = time.replace(tzinfo=None)
    properties.revision = 1


class _Writer:
    """Writes one slide; `charts` are how many the deck has already."""

    def __init__(self, deck: Deck, document: Document, charts: int) -> None:
        self.deck, self.document, self.charts = deck, document, charts
        self.writing = Writing(document.language, document.release_hash)

    def write(self, planned: Slide) -> int:
        """Add the slide with its notes; the charts there are then."""
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[LAYOUTS.index(planned.layout)])
        tree = slide.shapes._spTree
        for shape in list(tree)[2:]:
            tree.remove(shape)
        shapes = list(planned.shapes)
        at_foot = footer(self.document, planned.layout)
        parts = [
            self._shape(slide, shape, number) for number, shape in enumerate([*shapes, *filter(None, [at_foot])], 2)
        ]
        if at_foot:
            parts.append(page_number(len(parts) + 2))
        for part in parse_xml(f"<p:spTree {_SPACES}>{''.join(parts)}</p:spTree>"):
            tree.append(part)
        self._notes(slide)
        return self.charts

    def _shape(self, slide: DeckSlide, shape: TextBox | TableBox | ChartBox, number: int) -> str:
        match shape:
            case TextBox():
                return text_box(shape, number, self.writing)
            case TableBox():
                return table(shape, number, self.writing)
        return self._chart(slide, shape, number)

    def _chart(self, slide: DeckSlide, shape: ChartBox, number: int) -> str:
        data = ChartData(shape.name, self.writing)
        draw = bars if shape.chart.kind in _BARS else points
        area, plot, key = draw(shape, data, self.writing)
        xml = chart_space(area, plot, key, self.writing)
        self.charts += 1
        package = slide.part.package
        part = ChartPart.load(
            PackURI(f"/ppt/charts/chart{self.charts}.xml"), CONTENT_TYPE.DML_CHART, package, xml.encode()
        )
        book = EmbeddedXlsxPart(
            PackURI(f"/ppt/embeddings/Microsoft_Excel_Sheet{self.charts}.xlsx"),
            CONTENT_TYPE.SML_SHEET,
            package,
            data.workbook(),
        )
        part.relate_to(book, RELATIONSHIP_TYPE.PACKAGE)
        relation = slide.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
        alternative = self.writing.text(shape.name, ALT, shape.chart.description)
        holder = '<p:ph type="chart" idx="11"/>' if shape.in_holder else ""
        inside = f'<c:chart xmlns:c="{_CHART}" r:id="{relation}"/>'
        return graphic_frame(shape.name, number, alternative, shape.box, holder, _CHART, inside)

    def _notes(self, slide: DeckSlide) -> None:
        body = slide.notes_slide.notes_text_frame
        if body is None:
            raise ValueError(f"{TEMPLATE.name} has notes without a place for text")
        language = LANGUAGES[self.document.language]
        lines = "".join(
            f'<a:p><a:r><a:rPr lang="{language}" dirty="0"/><a:t>{escape(line)}</a:t></a:r></a:p>'
            for line in note_lines(self.writing.entries)
        )
        element = body._txBody
        for paragraph in list(element.p_lst):
            element.remove(paragraph)
        for paragraph in parse_xml(f"<p:txBody {_SPACES}>{lines or '<a:p/>'}</p:txBody>"):
            element.append(paragraph)
