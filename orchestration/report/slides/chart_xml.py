"""The parts that the XML of all charts has: its frame, texts, axes, legend and labels."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from xml.sax.saxutils import quoteattr

from orchestration.report import palette
from orchestration.report.document import Chart, Text, plain
from orchestration.report.figures import Figure, Unit
from orchestration.report.slides.chart_data import number_format, value_of
from orchestration.report.slides.chart_plan import LEGEND, Plot
from orchestration.report.slides.grid import POINTS
from orchestration.report.slides.master import EAST_ASIAN
from orchestration.report.slides.measuring import width
from orchestration.report.slides.text_xml import LANGUAGES, Writing, solid

_SPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
LEGEND_SIZE = 11.0
NO_LINE = "<a:ln><a:noFill/></a:ln>"


def chart_space(plot_area: str, plot: Plot, legend: str, writing: Writing) -> str:
    """The whole chart; its workbook is the part's first relation."""
    box = plot.box
    layout = _layout(
        plot.left / box.width, plot.top / box.height, plot.width / box.width, plot.height / box.height, True
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<c:chartSpace {_SPACES}><c:date1904 val="0"/>'
        f'<c:lang val="{LANGUAGES[writing.language]}"/><c:roundedCorners val="0"/'
        '><c:chart><c:autoTitleDeleted val="1"/>'
        f"<c:plotArea>{layout}{plot_area}<c:spPr><a:noFill/>{NO_LINE}</c:spPr></c:plotArea>{legend}"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"<c:spPr><a:noFill/>{NO_LINE}</c:spPr>{text_looks(11, palette.INK, writing)}"
        '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def _layout(left: float, top: float, width: float, height: float, is_inner: bool = False) -> str:
    target = '<c:layoutTarget val="inner"/>' if is_inner else ""
    return (
        f'<c:layout><c:manualLayout>{target}<c:xMode val="edge"/><c:yMode val="edge"/><c:x val="{left:.5f}"/>'
        f'<c:y val="{top:.5f}"/><c:w val="{width:.5f}"/><c:h val="{height:.5f}"/></c:manualLayout></c:layout>'
    )


def text_looks(size: float, color: str, writing: Writing, bold: bool = False) -> str:
    """How letters of a part of a chart look."""
    return (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{round(size * 100)}" b="{bold:d}">{solid(color)}'
        f'<a:latin typeface="+mn-lt"/><a:ea typeface="{EAST_ASIAN}"/></a:defRPr></a:pPr>'
        f'<a:endParaRPr lang="{LANGUAGES[writing.language]}"/></a:p></c:txPr>'
    )


def legend(chart: Chart, plot: Plot, names: Sequence[Text], hidden: Sequence[int], writing: Writing) -> str:
    """The names of the series that are not `hidden`, above the plot."""
    signs = 0.75 * len(names)
    wide = sum(width(plain(name), LEGEND_SIZE) for name in names) / POINTS + signs
    box = plot.box
    entries = "".join(f'<c:legendEntry><c:idx val="{index}"/><c:delete val="1"/></c:legendEntry>' for index in hidden)
    layout = _layout(0, 0, min(wide / box.width, 1), LEGEND * 0.9 / box.height)
    return (
        f'<c:legend><c:legendPos val="t"/>{entries}{layout}<c:overlay val="0"/>'
        f"{text_looks(LEGEND_SIZE, palette.INK, writing)}</c:legend>"
    )


def axis_title(text: Text, shape: str, place: str, writing: Writing, upright: bool = False) -> str:
    """The name of an axis of numbers."""
    if not text:
        return ""
    turned = ' rot="-5400000" vert="horz"' if upright else ""
    runs = writing.runs(shape, place, text, ' sz="1000" b="0"', solid(palette.QUIET))
    return (
        f'<c:title><c:tx><c:rich><a:bodyPr{turned}/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="1000" b="0"/></a:pPr>{runs}'
        '</a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'
    )


def number_axis(
    number: int,
    other: int,
    position: str,
    ends: tuple[float, float],
    *,
    unit: float = 0,
    title: str = "",
    code: str = "General",
    hidden: bool = False,
    size: float = 10,
    crosses: str = "min",
    between: str = "midCat",
    writing: Writing,
) -> str:
    """An axis of numbers; without gridlines, and hidden where all points have labels."""
    major = f'<c:majorUnit val="{unit!r}"/>' if unit else ""
    return (
        f'<c:valAx><c:axId val="{number}"/><c:scaling><c:orientation val="minMax"/><c:max val="{ends[1]!r}"/>'
        f'<c:min val="{ends[0]!r}"/></c:scaling><c:delete val="{hidden:d}"/><c:axPos val="{position}"/>{title}'
        f'<c:numFmt formatCode={quoteattr(code)} sourceLinked="0"/'
        '><c:majorTickMark val="out"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="low"/><c:spPr><a:ln w="9525">{solid(palette.RULE)}</a:ln></c:spPr>'
        f"{text_looks(size, palette.QUIET, writing)}"
        f'<c:crossAx val="{other}"/><c:crosses val="{crosses}"/><c:crossBetween val="{between}"/>{major}</c:valAx>'
    )


def label(
    shape: str, place: str, index: int, text: Text, position: str, size: float, color: str, writing: Writing
) -> str:
    """A label of a point with a text of its own."""
    runs = writing.runs(shape, place, text, f' sz="{round(size * 100)}" b="0"', solid(color))
    return (
        f'<c:dLbl><c:idx val="{index}"/><c:tx><c:rich><a:bodyPr wrap="none"/'
        f"><a:lstStyle/><a:p>{runs}</a:p></c:rich></c:tx>"
        f'<c:spPr><a:noFill/>{NO_LINE}</c:spPr><c:dLblPos val="{position}"/>{shown(True)}</c:dLbl>'
    )


def no_label(index: int) -> str:
    """A point without a label."""
    return f'<c:dLbl><c:idx val="{index}"/><c:delete val="1"/></c:dLbl>'


def shown(value: bool) -> str:
    """What a label shows: the value, or nothing."""
    others = "".join(f'<c:show{what} val="0"/>' for what in ("CatName", "SerName", "Percent", "BubbleSize"))
    return f'<c:showLegendKey val="0"/><c:showVal val="{value:d}"/>{others}'


def labels(own: str, figure: Figure | None, position: str, size: float, color: str, writing: Writing) -> str:
    """The labels of a series: `own` of single points, and for all others the value in the format of a figure."""
    if figure is None:
        return f"<c:dLbls>{own}{shown(False)}</c:dLbls>"
    return (
        f'<c:dLbls>{own}<c:numFmt formatCode={quoteattr(number_format(figure))} sourceLinked="0"/>'
        f"<c:spPr><a:noFill/>{NO_LINE}</c:spPr>{text_looks(size, color, writing)}"
        f'<c:dLblPos val="{position}"/>{shown(True)}</c:dLbls>'
    )


def needs_own_label(figure: Figure) -> bool:
    """Whether a number format would write a figure otherwise than it is written everywhere else.

    Points of percent have no format, and of numbers in the middle spreadsheets round the written decimals up.
    """
    if figure.unit is Unit.POINTS:
        return True
    scale = 100 if figure.unit in (Unit.SHARE, Unit.CHANGE) else 1
    rounded = (Decimal(repr(value_of(figure))) * scale).quantize(Decimal(1).scaleb(-figure.decimals), ROUND_HALF_UP)
    written = "".join(character for character in figure.written if character in "0123456789.")
    return str(abs(rounded)) != written


def fill_of_point(index: int, color: str) -> str:
    """A bar in a colour of its own."""
    fill = f'<c:invertIfNegative val="0"/><c:bubble3D val="0"/><c:spPr>{solid(color)}</c:spPr>'
    return f'<c:dPt><c:idx val="{index}"/>{fill}</c:dPt>'
