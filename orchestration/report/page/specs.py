"""How each kind of chart is drawn, in Altair: marks, channels and scales, without data and without size.

The script of the page knows the width and measures the names; it gives the ends of the scales (`x0` to `y1`), breaks
names into lines (`name`) and finds places for names beside points (`dx`, `dy`). Colours are the page's own variables,
so that light, dark and paper need no other drawing.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from orchestration.report.document import ChartKind

# pixels
_TEXT_SIZE = 12
_POINT_SIZE = 70  # square

_INK, _QUIET, _RULE, _PAPER = "var(--ink)", "var(--quiet)", "var(--rule)", "var(--paper)"

_LINES = "split(datum.label, '\\n')"
_BEYOND = "datum.v < 0 ? 'right' : 'left'"


@cache
def spec(kind: ChartKind, formats: tuple[str, ...], many_series: bool, bands: int) -> dict[str, Any]:
    """The Vega-Lite specification of a kind of chart, which is not to be changed.

    `formats` are those of the numbers along its axes (of d3), `bands` how many pairs of limits a funnel has.
    """
    import altair

    # what is written here is checked against the schema of Vega-Lite by a test, once for all reports
    with altair.utils.schemapi.debug_mode(False):
        drawn = _Drawing(altair, formats, many_series)
        chart = {
            ChartKind.BARS: drawn.bars,
            ChartKind.COLUMNS: drawn.columns,
            ChartKind.STACKED: drawn.stacked,
            ChartKind.QUADRANT: drawn.quadrant,
            ChartKind.FUNNEL: lambda: drawn.funnel(bands),
            ChartKind.INTERVALS: drawn.intervals,
        }[kind]()
        whole = chart.configure(**_CONFIG).properties(autosize=_AUTOSIZE, width=600)
        made: dict[str, Any] = whole.to_dict(validate=False)
    return made


_AUTOSIZE = {"type": "fit-x", "contains": "padding"}
_AXIS = {
    "labelColor": _QUIET,
    "labelFontSize": _TEXT_SIZE,
    "labelPadding": 8,
    "labelLimit": 400,
    "domainColor": _RULE,
    "gridColor": _RULE,
    "ticks": False,
}
_CONFIG: dict[str, Any] = {
    "aria": False,
    "background": "transparent",
    "view": {"stroke": None},
    "axis": _AXIS,
    "axisBand": {"domain": False, "grid": False, "labelColor": _INK},
    "text": {"fontSize": _TEXT_SIZE, "fill": _INK},
    "bar": {"cornerRadiusEnd": 2},
}


class _Drawing:
    """Charts of one set of formats; `a` is the library."""

    def __init__(self, a: Any, formats: tuple[str, ...], many_series: bool) -> None:
        self.a, self.formats, self.many = a, formats, many_series

    def _chart(self, data: str = "points") -> Any:
        return self.a.Chart(self.a.NamedData(data))

    def _scale(self, of: str) -> Any:
        return self.a.Scale(
            domainMin={"expr": f"{of}0"}, domainMax={"expr": f"{of}1"}, nice=False, zero=False, padding=0
        )

    def _axis(self, place: int, **more: Any) -> Any:
        return self.a.Axis(format=self.formats[place], tickCount=5, **more)

    def _x(self, field: str = "v", axis: Any = None) -> Any:
        return self.a.X(f"{field}:Q", title=None, axis=axis, scale=self._scale("x"))

    def _y(self, field: str = "v", axis: Any = None) -> Any:
        return self.a.Y(f"{field}:Q", title=None, axis=axis, scale=self._scale("y"))

    def _names(self, channel: Any, **more: Any) -> Any:
        scale = self.a.Scale(paddingInner=0.28, paddingOuter=0.14)
        return channel("name:N", sort=None, title=None, scale=scale, axis=self.a.Axis(labelExpr=_LINES, **more))

    def _colored(self) -> Any:
        return self.a.Color("color:N", scale=None, legend=None)

    def _told(self) -> Any:
        """What the page's own tooltip waits for; it reads the row itself."""
        return self.a.value("row")

    def bars(self) -> Any:
        a = self.a
        base = self._chart().encode(y=self._names(a.Y), tooltip=self._told())
        if self.many:
            base = base.encode(yOffset=a.YOffset("s:N", title=None))
        bar = base.mark_bar().encode(x=self._x(), color=self._colored())
        text = base.mark_text(align={"expr": _BEYOND}, baseline="middle", dx={"expr": "datum.v < 0 ? -5 : 5"})
        return a.layer(bar, text.encode(x=self._x("at"), text="v_text:N"))

    def columns(self) -> Any:
        a = self.a
        base = self._chart().encode(x=self._names(a.X, labelAngle=0, labelOverlap=True), tooltip=self._told())
        if self.many:
            base = base.encode(xOffset=a.XOffset("s:N", title=None))
        axis = self._axis(0, domain=False, grid=True)
        bar = base.mark_bar().encode(y=self._y("v", axis), color=self._colored())
        label = {"expr": "!upright ? 'center' : datum.v < 0 ? 'right' : 'left'"}
        text = base.mark_text(
            align=label,
            baseline={"expr": "upright ? 'middle' : datum.v < 0 ? 'top' : 'bottom'"},
            angle={"expr": "upright ? 270 : 0"},
            dx={"expr": "!upright ? 0 : datum.v < 0 ? -4 : 4"},
            dy={"expr": "upright ? 0 : datum.v < 0 ? 3 : -3"},
        )
        return a.layer(bar, text.encode(y=self._y("at", axis), text="label_text:N")).properties(height=240)

    def stacked(self) -> Any:
        a = self.a
        base = self._chart().encode(y=self._names(a.Y), order="s:Q", tooltip=self._told())
        x = a.X("v:Q", title=None, axis=None, stack="zero", scale=self._scale("x"))
        bar = base.mark_bar(cornerRadiusEnd=0, stroke=_PAPER, strokeWidth=1).encode(x=x, color=self._colored())
        middle = a.X("v:Q", title=None, axis=None, stack="zero", bandPosition=0.5, scale=self._scale("x"))
        ink = a.Fill("on_color:N", scale=None, legend=None)
        text = base.mark_text(baseline="middle").encode(x=middle, text="label_text:N", fill=ink, detail="s:N")
        return a.layer(bar, text)

    def quadrant(self) -> Any:
        axes = (self._axis(0, grid=False), self._axis(1, grid=False))
        rule = {"strokeDash": [4, 3], "color": _QUIET}
        across = self._chart("split_y").mark_rule(**rule).encode(y=self._y("y", axes[1]))
        up = self._chart("split_x").mark_rule(**rule).encode(x=self._x("x", axes[0]))
        return self.a.layer(across, up, *self._named_points(axes)).properties(height=380)

    def funnel(self, bands: int) -> Any:
        axes = (self._axis(0, grid=False), self._axis(1, grid=True))
        base = self._chart("limits")
        lines = [
            base.mark_line(clip=True, color=color, strokeWidth=1.2, strokeDash=dash).encode(
                x=self._x("x", axes[0]), y=self._y(f"end_{2 * band + end}", axes[1])
            )
            for band, (color, dash) in zip(
                range(bands), (("var(--limit)", [5, 3]), ("var(--outer-limit)", [1, 0])), strict=False
            )
            for end in (0, 1)
        ]
        return self.a.layer(*lines, *self._named_points(axes)).properties(height=400)

    def _named_points(self, axes: tuple[Any, Any]) -> list[Any]:
        base = self._chart().encode(x=self._x("x", axes[0]), y=self._y("y", axes[1]), tooltip=self._told())
        points = base.mark_point(filled=True, size=_POINT_SIZE, opacity=1, stroke=_PAPER, strokeWidth=1)
        text = base.mark_text(
            align="left", baseline="top", lineBreak="\n", dx={"expr": "datum.dx"}, dy={"expr": "datum.dy"}
        )
        return [points.encode(color=self._colored()), text.encode(text="beside:N")]

    def intervals(self) -> Any:
        a = self.a
        base = self._chart().encode(y=self._names(a.Y), color=self._colored(), tooltip=self._told())
        axis = self._axis(0, grid=True)
        rule = base.mark_rule(strokeWidth=4, opacity=0.45, strokeCap="round").encode(x=self._x("lo", axis), x2="hi:Q")
        point = base.mark_point(filled=True, size=_POINT_SIZE, opacity=1).encode(x=self._x("v", axis))
        text = base.mark_text(align="left", baseline="middle", dx=8).encode(x=self._x("hi", axis), text="v_text:N")
        text = text.encode(color=a.value(_INK))
        return a.layer(rule, point, text)
