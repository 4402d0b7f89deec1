"""A chart as HTML: what its colours mean, the drawing itself, and a table of its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from orchestration.report.document import Chart, ChartKind, Point, Role, Text
from orchestration.report.figures import Figure, Unit
from orchestration.report.page.colors import color_of, text_on
from orchestration.report.page.markup import Hand, as_json, lines
from orchestration.report.page.specs import spec

_OF_POINTS = (ChartKind.QUADRANT, ChartKind.FUNNEL)

# of d3
_FORMATS = {
    Unit.SHARE: ".0%",
    Unit.CHANGE: "+.0%",
    Unit.POINTS: "+.0%",
    Unit.DIFFERENCE: "+,.0f",
    Unit.COUNT: ",.0f",
    Unit.PLAIN: "~f",
}
_OTHERWISE = ",~f"


def figure_of(chart: Chart, identifier: str, hand: Hand) -> Markup:
    """A chart with its title, legend, description and data."""
    words = hand.words
    if any(figure.value is not None for point in chart.points for figure in point.values):
        drawing = _drawing(chart, identifier, hand)
    else:
        drawing = Markup('<p class="note">{}</p>').format(words["nothing"])
    return Markup(
        '<figure class="chart" id="{id}" data-kind="{kind}"><figcaption>{title}</figcaption>\n{drawing}'
        '<p class="unseen" id="{id}-seen">{description}</p>\n'
        "<details><summary>{data_word}</summary>\n{table}</details></figure>"
    ).format(
        id=identifier,
        kind=chart.kind,
        title=hand.text(chart.title),
        drawing=drawing,
        description=hand.text(chart.description),
        data_word=words["data"],
        table=_table(chart, identifier, hand),
    )


def _drawing(chart: Chart, identifier: str, hand: Hand) -> Markup:
    across, up = _sides(chart)
    return Markup(
        '{legend}{up}<div class="drawing" role="img" aria-labelledby="{id}-seen"></div>\n{across}'
        '<script type="application/json">{data}</script>\n'
    ).format(
        id=identifier,
        legend=_legend(chart, hand),
        up=_axis("up", up, hand),
        across=_axis("across", across, hand),
        data=as_json(_content(chart, hand)),
    )


def _sides(chart: Chart) -> tuple[Text, Text]:
    """What is said under a chart and above it; the numbers of columns go up."""
    if chart.kind is ChartKind.COLUMNS and not chart.axis_y:
        return (), chart.axis
    return chart.axis, chart.axis_y


def _axis(kind: str, text: Text, hand: Hand) -> Markup:
    return Markup('<p class="axis {}">{}</p>\n').format(kind, hand.text(text)) if text else Markup("")


def _legend(chart: Chart, hand: Hand) -> Markup:
    entries = [(series.role, series.name, "swatch") for series in chart.series] if len(chart.series) > 1 else []
    if chart.limits:
        roles = (Role.LIMIT, Role.OUTER_LIMIT)
        entries += [(role, name, "stroke") for role, name in zip(roles, chart.limits.names, strict=False)]
    items = (
        Markup('<li><span class="{} {}"></span>{}</li>').format(shape, role.replace("_", "-"), hand.text(name))
        for role, name, shape in entries
    )
    return Markup('<ul class="legend">{}</ul>\n').format(Markup("").join(items)) if entries else Markup("")


def _content(chart: Chart, hand: Hand) -> dict[str, Any]:
    """What the page's script draws: the specification with its data, and the names of what they are."""
    datasets: dict[str, list[dict[str, Any]]] = {"points": list(_rows(chart, hand))}
    if chart.kind is ChartKind.QUADRANT:
        ends = chart.split or (None, None)
        for axis, end in zip("xy", ends, strict=True):
            datasets[f"split_{axis}"] = [_cells({axis: end}, hand)] if end else []
    if chart.kind is ChartKind.FUNNEL:
        datasets["limits"] = list(_limits(chart, hand))
    bands = len(chart.limits.names) if chart.limits else 0
    drawn = spec(chart.kind, _formats(chart), len(chart.series) > 1, bands)
    axes = [hand.runs(text) for text in (chart.axis, chart.axis_y)]
    names = [hand.runs(series.name) for series in chart.series]
    return {"kind": chart.kind, "series": names, "axes": axes, "spec": {**drawn, "datasets": datasets}}


def _formats(chart: Chart) -> tuple[str, ...]:
    if not chart.points:
        return (_OTHERWISE, _OTHERWISE)
    units = [figure.unit for figure in chart.points[0].values]
    return tuple(_FORMATS.get(unit, _OTHERWISE) for unit in (units * 2)[:2])


def _rows(chart: Chart, hand: Hand) -> Iterator[dict[str, Any]]:
    first = chart.series[0].role if chart.series else Role.NEUTRAL
    for point in chart.points:
        row = {"label": hand.runs(point.label)}
        if chart.kind in _OF_POINTS or chart.kind is ChartKind.INTERVALS:
            fields = ("x", "y") if chart.kind in _OF_POINTS else ("v", "lo", "hi")
            cells = _cells(dict(zip(fields, point.values, strict=False)), hand)
            yield {**row, **cells, **_colors(point.role or first), "named": point.is_named}
            continue
        for place, (series, figure) in enumerate(zip(chart.series, point.values, strict=False)):
            role = (point.role if place == 0 else None) or series.role
            yield {**row, "s": place, **_cells({"v": figure}, hand), **_colors(role)}


def _colors(role: Role) -> dict[str, str]:
    return {"color": color_of(role), "on_color": text_on(role)}


def _limits(chart: Chart, hand: Hand) -> Iterator[dict[str, Any]]:
    for across, *ends in chart.limits.points if chart.limits else ():
        yield _cells({"x": across, **{f"end_{place}": end for place, end in enumerate(ends)}}, hand)


def _cells(figures: Mapping[str, Figure], hand: Hand) -> dict[str, Any]:
    """Numbers of a row: each unrounded, as it is written, and with its mark."""
    cells: dict[str, Any] = {}
    for field, figure in figures.items():
        cells[field] = figure.value
        cells[f"{field}_text"] = figure.written
        cells[f"{field}_mark"] = hand.mark(figure)
    return cells


def _table(chart: Chart, identifier: str, hand: Hand) -> Markup:
    words = hand.words
    if chart.kind in _OF_POINTS:
        heads = [_head(chart.axis, words["across"], hand), _head(chart.axis_y, words["up"], hand)]
    elif chart.kind is ChartKind.INTERVALS:
        heads = [_head(chart.axis, words["value"], hand), Markup(words["lower"]), Markup(words["upper"])]
    else:
        heads = [_head(series.name, words["value"], hand) for series in chart.series]
    body = [_row(hand.text(point.label), point, hand) for point in chart.points]
    if chart.split:
        body.append(_row(Markup(words["dividing"]), Point((), chart.split), hand))
    head = Markup("").join(Markup('<th scope="col" class="number">{}</th>').format(head) for head in heads)
    return Markup(
        '<div class="wide" role="group" aria-labelledby="{id}-seen" tabindex="0"><table aria-labelledby="{id}-seen">'
        '<thead><tr><th scope="col">{item}</th>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>'
    ).format(id=identifier, item=words["item"], head=head, body=lines(body))


def _head(text: Text, otherwise: str, hand: Hand) -> Markup:
    return hand.text(text) if text else Markup(otherwise)


def _row(name: Markup, point: Point, hand: Hand) -> Markup:
    cells = (
        Markup('<td class="number"><span class="n" data-mark="{}">{}</span></td>').format(hand.mark(one), one.written)
        for one in point.values
    )
    return Markup('<tr><th scope="row">{}</th>{}</tr>').format(name, Markup("").join(cells))
