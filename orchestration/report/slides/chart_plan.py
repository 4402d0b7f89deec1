"""Where a chart stands with its title, how many points a slide holds, and what room its names take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from orchestration.report.document import Chart, ChartKind, Text, plain
from orchestration.report.slides import measuring
from orchestration.report.slides.grid import GAP, POINTS, SMALLEST, Box
from orchestration.report.slides.shapes import ChartBox, Shape, heading

LEGEND = 0.3
# the axis of numbers with its name
AXIS = 0.5
# the least height of a row with its name, inches; of columns the least width
_ROW, _COLUMN = 0.15, 0.3
# the least width of bars in a panel of a chart that is split in two side by side
_PANEL = 1.8
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


def chart_boxes(chart: Chart, first: Box, other: Box, under: Text) -> Iterator[list[Shape]]:
    """A chart under its title; where it has more points than the box holds, several with one scale, slide by slide.

    `under` is the title of the slide.
    """
    remark = () if chart.kind in _NAMED_ON_AXES else chart.axis
    title, box = heading(chart.key, first, chart.title, remark, under)
    rest, name = chart.points, f"Chart {chart.key}"
    while True:
        panels = _panels(chart, len(rest), box)
        # as many slides as are needed, each with its share
        held = max(1, _capacity(chart, panels[0]) * len(panels))
        share = -(-len(rest) // -(-len(rest) // held)) if rest else 0
        each = -(-share // len(panels))
        shapes: list[Shape] = list(title)
        for number, panel in enumerate(panels, 1):
            points = rest[: min(each, share)]
            rest, share = rest[len(points) :], share - len(points)
            part = replace(chart, points=points)
            # a short list is not stretched over all of the slide
            shown = replace(panel, height=_height(part, panel))
            shapes.append(ChartBox(name if number == 1 else f"{name} {number}", shown, part, chart, number == 1))
        yield shapes
        if not rest:
            return
        title, box = heading(chart.key, other, chart.title, remark, under)


def _panels(chart: Chart, points: int, box: Box) -> list[Box]:
    """The whole box; or its halves, where it is wide enough and not high enough."""
    halves = box.columns(2, GAP)
    names = widest((plain(point.label) for point in chart.points), SMALLEST)
    is_split = chart.kind in _SPLIT - {ChartKind.COLUMNS} and points > _capacity(chart, box)
    return halves if is_split and halves[0].width - names >= _PANEL else [box]


def _height(chart: Chart, box: Box) -> float:
    if chart.kind not in (ChartKind.BARS, ChartKind.STACKED, ChartKind.INTERVALS):
        return box.height
    most = 0.85 if chart.kind is ChartKind.BARS and len(chart.series) > 1 else 0.6
    return min(box.height, extra_height(chart) + max(len(chart.points), 2) * most)


def _capacity(chart: Chart, box: Box) -> int:
    if chart.kind not in _SPLIT:
        return max(1, len(chart.points))
    if chart.kind is ChartKind.COLUMNS:
        return int(box.width / _COLUMN)
    pairs = len(chart.series) if chart.kind is ChartKind.BARS else 1
    return int((box.height - extra_height(chart)) / (_ROW * (1 if pairs == 1 else 1.2 * pairs)))


def extra_height(chart: Chart) -> float:
    """The height of a chart beside its rows, inches."""
    return (LEGEND if has_legend(chart) else 0) + (AXIS if chart.kind is ChartKind.INTERVALS else 0) + 0.05


def has_legend(chart: Chart) -> bool:
    """Whether a chart says what its colours or lines are."""
    return len(chart.series) > 1 or chart.limits is not None


def row_size(chart: Chart, height: float) -> float:
    """The size of the letters of names and numbers of bars that share a height in inches, points."""
    pitch = height * POINTS / max(len(chart.points), 1)
    return min(13.0, max(SMALLEST, pitch / 1.7))


def names_width(chart: Chart, box: Box, size: float) -> float:
    """The width in inches of the names to the left of bars: as much as the longest needs, but not more than half."""
    return min(widest((plain(point.label) for point in chart.points), size) + 0.12, box.width * 0.55)


def widest(texts: Iterator[str] | Sequence[str], size: float) -> float:
    """The width in inches of the longest of some texts."""
    return max((measuring.width(text, size) for text in texts), default=0) / POINTS
