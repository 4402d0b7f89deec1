"""Where a chart stands with its title, how many points a slide holds, and what room its names take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from orchestration.report.document import Chart, ChartKind, plain
from orchestration.report.slides import measuring
from orchestration.report.slides.grid import POINTS, SMALLEST, Box
from orchestration.report.slides.shapes import ChartBox, Shape, heading

LEGEND = 0.3
# the axis of numbers with its name
AXIS = 0.55
# the least height of a row with its name, inches; of columns the least width
_ROW, _COLUMN = 0.145, 0.3
_SPLIT = {ChartKind.BARS, ChartKind.STACKED, ChartKind.INTERVALS, ChartKind.COLUMNS}
_NAMED_ON_AXES = {ChartKind.QUADRANT, ChartKind.FUNNEL, ChartKind.INTERVALS}


@dataclass(frozen=True)
class Plot:
    """The part of a chart in which its points stand, in inches from the chart's upper left corner, within its box."""

    box: Box
    left: float
    top: float
    width: float
    height: float


def chart_boxes(chart: Chart, first: Box, other: Box) -> Iterator[list[Shape]]:
    """A chart under its title; where it has more points than the box holds, several with one scale, slide by slide."""
    remark = () if chart.kind in _NAMED_ON_AXES else chart.axis
    title, box = heading(chart.key, first, chart.title, remark)
    held = len(chart.points)
    if chart.kind in _SPLIT:
        held = max(1, min(held, _capacity(chart, box)))
    slides = -(-len(chart.points) // held) if held else 1
    each = -(-len(chart.points) // slides)
    for number in range(slides):
        points = chart.points[number * each : (number + 1) * each]
        if number:
            title, box = heading(chart.key, other, chart.title, remark)
        part = replace(chart, points=points) if slides > 1 else chart
        # a short list is not stretched over all of the slide
        shown = replace(box, height=_height(part, box))
        yield [title, ChartBox(f"Chart {chart.key}", shown, part, chart, in_holder=True)]


def _height(chart: Chart, box: Box) -> float:
    if chart.kind not in (ChartKind.BARS, ChartKind.STACKED, ChartKind.INTERVALS):
        return box.height
    most = 0.62 if has_legend(chart) or chart.kind is not ChartKind.BARS else 0.5
    return min(box.height, extra_height(chart) + max(len(chart.points), 2) * most)


def _capacity(chart: Chart, box: Box) -> int:
    if chart.kind is ChartKind.COLUMNS:
        return int(box.width / _COLUMN)
    pairs = len(chart.series) if chart.kind is ChartKind.BARS else 1
    return int((box.height - extra_height(chart)) / (_ROW if pairs == 1 else _ROW * pairs * 0.95))


def extra_height(chart: Chart) -> float:
    """The height of a chart beside its rows, inches."""
    return (LEGEND if has_legend(chart) else 0) + (AXIS if chart.kind is ChartKind.INTERVALS else 0) + 0.05


def has_legend(chart: Chart) -> bool:
    """Whether a chart says what its colours or lines are."""
    return len(chart.series) > 1 or chart.limits is not None


def row_size(chart: Chart, height: float) -> float:
    """The size of the letters of names and numbers of bars that share a height in inches, points."""
    pitch = height * POINTS / max(len(chart.points), 1)
    return min(12.0, max(SMALLEST, pitch / 1.7))


def names_width(chart: Chart, box: Box, size: float) -> float:
    """The width in inches of the names to the left of bars: as much as the longest needs, but not more than half."""
    return min(widest((plain(point.label) for point in chart.points), size) + 0.12, box.width * 0.55)


def widest(texts: Iterator[str] | Sequence[str], size: float) -> float:
    """The width in inches of the longest of some texts."""
    return max((measuring.width(text, size) for text in texts), default=0) / POINTS
