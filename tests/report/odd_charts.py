"""Charts as odd releases give them: nothing to draw, nothing but zeros, falls, one point, fifty with long names."""

from __future__ import annotations

from dataclasses import replace

from orchestration.report.document import Chart, ChartKind, Document, Page, Point, Section
from orchestration.report.figures import Figure, Unit, given
from orchestration.report.statements.telling import fixed
from tests.report.sample import sample

_LONG = "Consumer and commercial services of the northern region, no"
_WIDTHS = {ChartKind.QUADRANT: 2, ChartKind.FUNNEL: 2, ChartKind.INTERVALS: 3}


def odd_charts() -> Document:
    """A document with a page for each kind of chart and oddity."""
    document = sample("en")
    charts = [block for page in document.pages[3:9] for block in page.blocks if isinstance(block, Chart)]
    assert [chart.kind for chart in charts] == list(ChartKind)
    pages = [
        Page(f"{chart.kind}_{oddity}", fixed(f"{chart.kind}: {oddity}"), (replace(chart, points=points),))
        for chart in charts
        for oddity, points in _points(chart).items()
    ]
    return replace(document, sections=(Section("odd", fixed("Odd charts"), tuple(pages)),))


def _points(chart: Chart) -> dict[str, tuple[Point, ...]]:
    width = _WIDTHS.get(chart.kind, len(chart.series))

    def points(values: list[float | None], name: str = "Name") -> tuple[Point, ...]:
        return tuple(
            Point(fixed(f"{name} {place}"), tuple(_figure(value, end) for end in range(width)))
            for place, value in enumerate(values)
        )

    return {
        "nothing": (),
        "unknown": points([None, None]),
        "zeros": points([0, 0, 0]),
        "one": points([1234567]),
        "falls": points([0.5, -0.25, -1.0, None]),
        "many": points([float(100 - place // 3) for place in range(50)], _LONG),
    }


def _figure(value: float | None, end: int) -> Figure:
    return given(None if value is None else value + end, Unit.NUMBER)
