"""Named points: the quadrant, the funnel with its limits, and intervals, as charts of x and y."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from orchestration.report import palette
from orchestration.report.document import Chart, ChartKind, Point, Role, Text, plain
from orchestration.report.figures import Figure, Unit, given
from orchestration.report.slides import measuring
from orchestration.report.slides.chart_data import ChartData, number_format, value_of
from orchestration.report.slides.chart_plan import AXIS, LEGEND, Plot, has_legend, names_width, row_size
from orchestration.report.slides.chart_xml import (
    NO_LINE,
    axis_title,
    label,
    labels,
    legend,
    number_axis,
)
from orchestration.report.slides.grid import POINTS
from orchestration.report.slides.scales import Rectangle, Scale, Spot, scale, sides
from orchestration.report.slides.shapes import ChartBox
from orchestration.report.slides.text_xml import Writing, solid

_X, _Y = 121, 122
_LABEL_SIZE = 10.0


Row = tuple[Figure | None, Figure | None]


@dataclass(frozen=True)
class _Series:
    """Points by x and y. `looks` are its line and markers, `own` the labels of single points."""

    points: Sequence[Row]
    looks: str
    name: Text = ()
    own: str = ""
    smooth: bool = False


@dataclass
class _Drawing:
    """A chart of points in the making: series after series, each with its two columns of the sheet."""

    shape: ChartBox
    data: ChartData
    writing: Writing
    series: list[_Series] = field(default_factory=list)

    def area(self, x: str, y: str) -> str:
        """The plot area with both axes."""
        # LibreOffice loses a first series that is shorter than others: all are as long as the longest
        count = max((len(one.points) for one in self.series), default=1)
        series = "".join(self._series(place, one, count) for place, one in enumerate(self.series))
        return (
            f'<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>{series}<c:axId val="{_X}"/>'
            f'<c:axId val="{_Y}"/></c:scatterChart>{x}{y}'
        )

    def _series(self, place: int, one: _Series, count: int) -> str:
        column = 2 * place + 1
        if one.name:
            self.data.name(0, column + 1, one.name)
        for row, (x, y) in enumerate(one.points, 1):
            if x is not None:
                self.data.put(row, column, x)
            if y is not None:
                self.data.put(row, column + 1, y)
        return (
            f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/>{self.data.series_name(column + 1)}{one.looks}'
            f"{labels(one.own, None, 'r', _LABEL_SIZE, palette.INK, self.writing)}"
            f"{self.data.values('xVal', column, count)}{self.data.values('yVal', column + 1, count)}"
            f'<c:smooth val="{one.smooth:d}"/></c:ser>'
        )


def points(shape: ChartBox, data: ChartData, writing: Writing) -> tuple[str, Plot, str]:
    """The plot area of a chart of points, where it is, and its legend."""
    drawing = _Drawing(shape, data, writing)
    if shape.chart.kind is ChartKind.INTERVALS:
        return _intervals(drawing)
    return _plane(drawing)


def _marker(color: str, size: int = 8) -> str:
    line = f'<a:ln w="9525">{solid(palette.PAPER)}</a:ln>'
    return f'<c:marker><c:symbol val="circle"/><c:size val="{size}"/><c:spPr>{solid(color)}{line}</c:spPr></c:marker>'


def _line(color: str, points: float = 1.25, dash: str = "") -> str:
    dashed = f'<a:prstDash val="{dash}"/>' if dash else ""
    line = f'<a:ln w="{round(points * 12700)}">{solid(color)}{dashed}<a:round/></a:ln>'
    return f'<c:spPr>{line}</c:spPr><c:marker><c:symbol val="none"/></c:marker>'


def _dotted(chart: Chart, at: Sequence[Row], size: int, own: dict[int, str]) -> list[_Series]:
    """The points, and as further series those with a role of their own: not every program colours single points."""
    roles = [point.role for point in chart.points]
    usual = chart.series[0].role if chart.series else Role.NEUTRAL
    return [
        _Series(
            [pair if role is shown else (None, None) for pair, role in zip(at, roles, strict=True)],
            f"<c:spPr>{NO_LINE}</c:spPr>{_marker(palette.COLORS[shown or usual], size)}",
            chart.series[0].name if chart.series and shown is None else (),
            "".join(text for index, text in own.items() if roles[index] is shown),
        )
        for shown in [None, *(role for role in Role if role in roles)]
    ]


def _known(chart: Chart) -> list[Point]:
    return [point for point in chart.points if all(figure.value is not None for figure in point.values[:2])]


def _plane(drawing: _Drawing) -> tuple[str, Plot, str]:
    """A quadrant or a funnel: points, and lines or curves behind which they lie."""
    chart, box, writing = drawing.shape.chart, drawing.shape.box, drawing.writing
    xs, ys = ([value_of(point.values[axis]) for point in _known(chart)] for axis in (0, 1))
    if chart.split:
        xs, ys = [*xs, value_of(chart.split[0])], [*ys, value_of(chart.split[1])]
    if chart.limits:
        most = max(ys, default=1.0)
        # curves that run up without end at small x are cut off not far above the points
        ys += [
            min(value_of(end), most * 1.3)
            for point in chart.limits.points
            for end in point[1:]
            if end.value is not None
        ]
    x, y = scale(xs), scale(ys)
    top = LEGEND if has_legend(chart) else 0.08
    left = AXIS + 0.15
    plot = Plot(box, left, top, box.width - left - 0.15, box.height - top - AXIS)
    unit_of = {axis: next((p.values[axis] for p in _known(chart)), given(0)) for axis in (0, 1)}
    own = _names(drawing, x, y, plot)
    for row, point in enumerate(chart.points, 1):
        drawing.data.name(row, 0, point.label)
    at = [(point.values[0], point.values[1]) for point in chart.points]
    drawing.series += _dotted(chart, at, 8, own)
    if chart.split:
        across, up = chart.split
        line = _line(palette.COLORS[Role.LIMIT], 1, "dash")
        drawing.series.append(
            _Series([(across, given(y.low, unit_of[1].unit)), (across, given(y.high, unit_of[1].unit))], line)
        )
        drawing.series.append(
            _Series([(given(x.low, unit_of[0].unit), up), (given(x.high, unit_of[0].unit), up)], line)
        )
    names = [series.name for series in chart.series[:1]]
    hidden = list(range(len(names), len(drawing.series)))
    if chart.limits:
        for band, name in enumerate(chart.limits.names):
            role = Role.LIMIT if band == 0 else Role.OUTER_LIMIT
            names.append(name)
            hidden.append(len(drawing.series) + 1)
            for end in (1 + 2 * band, 2 + 2 * band):
                curve = [(p[0], p[end]) for p in chart.limits.points if x.low <= value_of(p[0]) <= x.high]
                shown = [(at, edge) for at, edge in curve if edge.value is not None and value_of(edge) <= y.high]
                looks = _line(palette.COLORS[role], 1.25, "dash" if band == 0 else "")
                drawing.series.append(_Series(shown, looks, name, smooth=True))
    axes = [
        number_axis(
            number,
            other,
            position,
            along.ends,
            unit=along.step,
            code=_code(unit_of[axis], along),
            title=axis_title(title, drawing.shape.name, f"axis {'xy'[axis]}", writing, upright=axis == 1),
            writing=writing,
        )
        for axis, (number, other, position, along, title) in enumerate(
            ((_X, _Y, "b", x, chart.axis), (_Y, _X, "l", y, chart.axis_y))
        )
    ]
    shown_legend = legend(chart, plot, names, hidden, writing) if chart.limits else ""
    return drawing.area(*axes), plot, shown_legend


def _code(figure: Figure, along: Scale) -> str:
    """The format of an axis's marks: that of its numbers, with no more decimals than its marks need."""
    is_percent = figure.unit in (Unit.SHARE, Unit.CHANGE, Unit.POINTS)
    decimals = max(along.decimals - 2, 0) if is_percent else along.decimals
    return number_format(Figure(0, figure.unit, figure.source, decimals))


def _names(drawing: _Drawing, x: Scale, y: Scale, plot: Plot) -> dict[int, str]:
    """The names of the points that are named, each on the side where it covers nothing."""
    chart = drawing.shape.chart
    width, height = plot.width * POINTS, plot.height * POINTS
    places = {
        index: (x.share(value_of(point.values[0])) * width, (1 - y.share(value_of(point.values[1]))) * height)
        for index, point in enumerate(chart.points)
        if all(figure.value is not None for figure in point.values[:2])
    }
    named = [index for index in places if chart.points[index].is_named]
    spots = [
        Spot(*places[index], measuring.width(plain(chart.points[index].label), _LABEL_SIZE), _LABEL_SIZE * 1.3)
        for index in named
    ]
    lines: list[Rectangle] = []
    if chart.split:
        across, up = x.share(value_of(chart.split[0])) * width, (1 - y.share(value_of(chart.split[1]))) * height
        lines = [(across - 1, 0, across + 1, height), (0, up - 1, width, up + 1)]
    chosen = sides(spots, list(places.values()), lines, width, height)
    return {
        index: label(
            drawing.shape.name,
            _label_place(index),
            index,
            chart.points[index].label,
            side,
            _LABEL_SIZE,
            palette.INK,
            drawing.writing,
        )
        for index, side in zip(named, chosen, strict=True)
    }


def _label_place(index: int) -> str:
    return f"label of point {index + 1}"


def _intervals(drawing: _Drawing) -> tuple[str, Plot, str]:
    """Rows with a dot for the value and a line from its lower to its upper end; names to the left."""
    chart, box, writing = drawing.shape.chart, drawing.shape.box, drawing.writing
    x = scale([value_of(f) for point in drawing.shape.of.points for f in point.values if f.value is not None])
    height = box.height - AXIS - 0.05
    size = row_size(chart, height)
    left = names_width(drawing.shape.of, box, size)
    plot = Plot(box, left, 0.05, box.width - left - 0.2, height)
    count = len(chart.points)
    rows = [given(count - place) for place in range(count)]
    for row, point in enumerate(chart.points, 1):
        drawing.data.name(row, 0, point.label)
    own = "".join(
        label(drawing.shape.name, _label_place(place), place, point.label, "l", size, palette.INK, writing)
        for place, point in enumerate(chart.points)
    )
    edge = given(x.low, chart.points[0].values[0].unit) if chart.points else given(x.low)
    unseen = f'<c:spPr>{NO_LINE}</c:spPr><c:marker><c:symbol val="none"/></c:marker>'
    drawing.series.append(_Series([(edge, row) for row in rows], unseen, own=own))
    ends: list[tuple[Figure | None, Figure | None]] = []
    for height_of_row, point in zip(rows, chart.points, strict=True):
        low, high = point.values[1:3]
        if low.value is not None and high.value is not None:
            # the line is interrupted by a point without y
            ends += [(low, height_of_row), (high, height_of_row), (high, None)]
    drawing.series.append(_Series(ends, _line(palette.COLORS[Role.PRIOR], 2.0)))
    at = [(point.values[0], row) for row, point in zip(rows, chart.points, strict=True)]
    drawing.series += _dotted(chart, at, 8, {})
    title = axis_title(chart.axis, drawing.shape.name, "axis x", writing)
    unit = edge if not chart.points else chart.points[0].values[0]
    across = number_axis(_X, _Y, "b", x.ends, unit=x.step, code=_code(unit, x), title=title, writing=writing)
    down = number_axis(_Y, _X, "l", (0.5, count + 0.5), hidden=True, writing=writing)
    return drawing.area(across, down), plot, ""
