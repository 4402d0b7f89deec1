"""Bars, columns and stacked bars: native charts with their values beside or in them, and no lines behind."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.report import palette
from orchestration.report.document import Chart, ChartKind, Role, Run, Text, plain
from orchestration.report.figures import Figure
from orchestration.report.slides import measuring
from orchestration.report.slides.chart_data import ChartData, value_of
from orchestration.report.slides.chart_plan import LEGEND, Plot, has_legend, names_width, row_size, widest
from orchestration.report.slides.chart_xml import (
    NO_LINE,
    fill_of_point,
    label,
    labels,
    legend,
    needs_own_label,
    no_label,
    number_axis,
    text_looks,
)
from orchestration.report.slides.grid import POINTS, SMALLEST, Box
from orchestration.report.slides.shapes import ChartBox
from orchestration.report.slides.text_xml import Writing, solid

_NAMES, _NUMBERS = 111, 112
_LABEL_AIR = 0.12


def bars(shape: ChartBox, data: ChartData, writing: Writing) -> tuple[str, Plot, str]:
    """The plot area of a chart of bars, where it is, and its legend."""
    chart = shape.chart
    _fill(chart, data)
    plot, size = _plot(chart, shape.of, shape.box)
    ends = _ends(shape.of, plot, size)
    is_upright = chart.kind is ChartKind.COLUMNS
    series = "".join(
        _series(chart, place, data, plot, ends, size, writing, shape.name) for place in range(len(chart.series))
    )
    grouping = "stacked" if chart.kind is ChartKind.STACKED else "clustered"
    overlap = 100 if chart.kind is ChartKind.STACKED else -5
    area = (
        f'<c:barChart><c:barDir val="{"col" if is_upright else "bar"}"/><c:grouping val="{grouping}"/>'
        f'<c:varyColors val="0"/>{series}<c:gapWidth val="{45 if len(chart.points) > 3 else 80}"/>'
        f'<c:overlap val="{overlap}"/><c:axId val="{_NAMES}"/><c:axId val="{_NUMBERS}"/></c:barChart>'
        + _names_axis(is_upright, size, writing)
        + number_axis(
            _NUMBERS,
            _NAMES,
            "l" if is_upright else "b",
            ends,
            hidden=True,
            crosses="autoZero",
            between="between",
            writing=writing,
        )
    )
    named = [series.name for series in chart.series]
    return area, plot, legend(chart, plot, named, (), writing) if has_legend(chart) else ""


def _fill(chart: Chart, data: ChartData) -> None:
    for column, series in enumerate(chart.series, 1):
        data.name(0, column, series.name)
    for row, point in enumerate(chart.points, 1):
        data.name(row, 0, point.label)
        for column, figure in enumerate(point.values, 1):
            data.put(row, column, figure)


def _plot(chart: Chart, whole: Chart, box: Box) -> tuple[Plot, float]:
    """Where the bars are, and the size of their letters; names of a part have the room that those of the whole need."""
    top = LEGEND if has_legend(chart) else 0.02
    if chart.kind is ChartKind.COLUMNS:
        pitch = box.width * POINTS / max(len(chart.points), 1)
        longest = max((measuring.longest_piece(plain(point.label), 1) for point in chart.points), default=1) or 1
        size = min(12.0, max(SMALLEST, pitch / longest * 0.9))
        lines = max((measuring.height(plain(point.label), size, pitch) for point in chart.points), default=size)
        below = min(lines / POINTS + 0.12, box.height / 3)
        return Plot(box, 0.02, top, box.width - 0.04, box.height - top - below), size
    height = box.height - top - 0.02
    size = row_size(chart, height)
    left = names_width(whole, box, size)
    return Plot(box, left, top, box.width - left - 0.02, height), size


def _label_size(chart: Chart, plot: Plot, size: float) -> float:
    if chart.kind is ChartKind.COLUMNS:
        fitting = (letters for letters in (size, 11.0, 10.0, SMALLEST) if _all_fit(chart, plot, min(letters, size)))
        return min(next(fitting, SMALLEST), size)
    if chart.kind is ChartKind.BARS and len(chart.series) > 1:
        return max(SMALLEST, min(size, plot.height * POINTS / max(len(chart.points), 1) / 3.2))
    return size


def _ends(chart: Chart, plot: Plot, size: float) -> tuple[float, float]:
    """The ends of the axis of numbers, so that there is room for the values beyond the bars."""
    values = [value_of(figure) for point in chart.points for figure in point.values if figure.value is not None]
    if chart.kind is ChartKind.STACKED:
        values = [sum(value_of(f) for f in point.values if f.value is not None) for point in chart.points]
    low, high = min([0.0, *values]), max([0.0, *values])
    if low == high:
        return 0.0, 1.0
    if chart.kind is ChartKind.STACKED:
        return low, high
    length = plot.height if chart.kind is ChartKind.COLUMNS else plot.width
    room = (
        size * 1.6 / POINTS
        if chart.kind is ChartKind.COLUMNS
        else widest((figure.written for point in chart.points for figure in point.values), size) + _LABEL_AIR
    )
    share = min(room / length, 0.4)
    spread = (high - low) / (1 - share * ((low < 0) + (high > 0)))
    return (low - spread * share if low < 0 else 0.0), (high + spread * share if high > 0 else 0.0)


def _series(
    chart: Chart,
    place: int,
    data: ChartData,
    plot: Plot,
    ends: tuple[float, float],
    size: float,
    writing: Writing,
    shape: str,
) -> str:
    series, count = chart.series[place], len(chart.points)
    color = palette.COLORS[series.role]
    inside = chart.kind is ChartKind.STACKED
    letters = palette.text_on(color) if inside else palette.INK
    size = _label_size(chart, plot, size)
    own = "".join(_own_labels(chart, place, plot, ends, size, writing, shape, letters))
    first = next((point.values[place] for point in chart.points if point.values[place].value is not None), None)
    points = "".join(
        fill_of_point(index, palette.COLORS[point.role])
        for index, point in enumerate(chart.points)
        if point.role is not None and not (inside or (len(chart.series) > 1 and series.role is Role.PRIOR))
    )
    return (
        f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/>{data.series_name(place + 1)}'
        f'<c:spPr>{solid(color)}{NO_LINE}</c:spPr><c:invertIfNegative val="0"/>{points}'
        f"{labels(own, first, 'ctr' if inside else 'outEnd', size, letters, writing)}"
        f"{data.names(count)}{data.values('val', place + 1, count)}</c:ser>"
    )


def _own_labels(
    chart: Chart,
    place: int,
    plot: Plot,
    ends: tuple[float, float],
    size: float,
    writing: Writing,
    shape: str,
    color: str,
) -> Iterator[str]:
    """Labels that are not simply the value: none where it does not fit, and a text where no format writes it."""
    inside = chart.kind is ChartKind.STACKED
    for index, point in enumerate(chart.points):
        figure = point.values[place]
        if figure.value is None:
            continue
        if not _has_room(chart, place, figure, plot, ends, size):
            yield no_label(index)
        elif needs_own_label(figure):
            text: Text = (Run(figure.written, figure),)
            where = f"label of point {index + 1} of series {place + 1}"
            yield label(shape, where, index, text, "ctr" if inside else "outEnd", size, color, writing)


def _has_room(chart: Chart, place: int, figure: Figure, plot: Plot, ends: tuple[float, float], size: float) -> bool:
    needed = measuring.width(figure.written, size) / POINTS
    if chart.kind is ChartKind.STACKED:
        return abs(value_of(figure)) / (ends[1] - ends[0]) * plot.width >= needed + 0.04
    if chart.kind is ChartKind.COLUMNS:
        # where not all have room, those of the first series have it
        return _all_fit(chart, plot, size) or (place == 0 and needed <= _column(chart, plot))
    return True


def _all_fit(chart: Chart, plot: Plot, size: float) -> bool:
    """Whether there is room above every column for its value."""
    texts = [figure.written for point in chart.points for figure in point.values]
    return widest(texts, size) <= _column(chart, plot) / len(chart.series)


def _column(chart: Chart, plot: Plot) -> float:
    """The width in inches for the columns of a point and their values."""
    return plot.width / max(len(chart.points), 1) * 0.92


def _names_axis(is_upright: bool, size: float, writing: Writing) -> str:
    order = "minMax" if is_upright else "maxMin"
    return (
        f'<c:catAx><c:axId val="{_NAMES}"/><c:scaling><c:orientation val="{order}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{"b" if is_upright else "l"}"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'<c:spPr><a:ln w="9525">{solid(palette.RULE)}</a:ln></c:spPr>{text_looks(size, palette.INK, writing)}'
        f'<c:crossAx val="{_NUMBERS}"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/>'
        '<c:lblOffset val="50"/><c:tickLblSkip val="1"/><c:noMultiLvlLbl val="1"/></c:catAx>'
    )
