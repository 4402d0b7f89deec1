"""The charts as Superset imports them: each kind of the template, with the parameters of Superset's own kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bi.superset.template import Chart, Template

Params = dict[str, Any]

SCHEME = "complaints"
MORE_THAN_ANY = 10_000  # rows; no chart leaves any out


def chart(template: Template, chart: Chart) -> dict[str, Any]:
    """One chart."""
    viz_type, params = _KINDS[chart.says["kind"]](template, chart.says)
    shared = {"viz_type": viz_type, "adhoc_filters": [], "row_limit": MORE_THAN_ANY, "color_scheme": SCHEME}
    return {
        "slice_name": template.said(chart.says["title"]),
        "viz_type": viz_type,
        "params": shared | params,
        "cache_timeout": None,
        "uuid": template.uuid("chart", chart.name),
        "dataset_uuid": template.uuid("dataset", chart.dataset),
        "version": "1.0.0",
    }


def _number(template: Template, says: Params) -> tuple[str, Params]:
    return "big_number_total", {
        "metric": says["measure"],
        "y_axis_format": template.number_format(says["measure"]),
        "header_font_size": 0.4,
    }


def _table(template: Template, says: Params) -> tuple[str, Params]:
    formats = {column: template.number_format(column) for column in says["columns"]}
    return "table", {
        "query_mode": "raw",
        "all_columns": says["columns"],
        "order_by_cols": [f'["{column.removeprefix("-")}", {_is_ascending(column)}]' for column in says["order"]],
        "column_config": {
            column: {"d3NumberFormat": number_format, "showCellBars": False}
            for column, number_format in formats.items()
            if number_format
        },
        "table_timestamp_format": "%Y-%m-%d",
        "show_cell_bars": False,
        "color_pn": False,
        "page_length": 0,
        "include_search": False,
    }


def _is_ascending(column: str) -> str:
    return "false" if column.startswith("-") else "true"


def _bars(template: Template, says: Params) -> tuple[str, Params]:
    measures, series = says["measures"], says.get("series")
    has_legend = bool(series) or len(measures) > 1
    is_share = says.get("stacked") == "share"
    is_horizontal = says.get("horizontal", False)
    value_format = ".0%" if is_share else template.number_format(measures[0])
    params = {
        "x_axis": says["across"],
        "metrics": measures,
        "groupby": [series] if series else [],
        "orientation": "horizontal" if is_horizontal else "vertical",
        "stack": "Stack" if series or says.get("stacked") else None,
        "contributionMode": "row" if is_share else None,
        "y_axis_format": value_format,
        # a horizontal axis of names stands beside its title otherwise
        "x_axis_title": "" if is_horizontal else template.label(says["across"]),
        "y_axis_title": template.said(says["value_title"]) if "value_title" in says else template.label(measures[0]),
        "x_axis_title_margin": 30,
        "y_axis_title_margin": 30 if is_horizontal else 50,
        "y_axis_title_position": "Left",
        "show_legend": has_legend,
        "legendOrientation": "top",
        "legendType": "scroll",
        "show_value": not is_share,
        "only_total": True,
        "rich_tooltip": True,
        "truncateXAxis": False,
        "xAxisForceCategorical": True,
        # every name of a bar
        "xAxisLabelInterval": "0",
        "sort_series_type": "name",
        "sort_series_ascending": True,
    }
    return "echarts_timeseries_bar", params | _order(says) | _bounds(value_format)


def _bounds(value_format: str | None) -> Params:
    """Shares are drawn up to the whole."""
    return {"truncateYAxis": True, "y_axis_bounds": [0, 1]} if value_format and value_format.endswith("%") else {}


def _order(says: Params) -> Params:
    measure = says["sorted_by"]
    # the first of a horizontal axis stands at its foot
    is_ascending = says.get("ascending", says.get("horizontal", False))
    if "series" in says:
        return {"x_axis_sort": "sum", "x_axis_sort_asc": is_ascending}
    order = {"x_axis_sort": measure, "x_axis_sort_asc": is_ascending}
    # Superset asks for a measure that is not shown only where rows are limited by it
    return order if measure in says["measures"] else order | {"timeseries_limit_metric": measure}


def _funnel(template: Template, says: Params) -> tuple[str, Params]:
    points: Params = {
        "metrics": [says["measure"]],
        "groupby": [says["series"]],
        "seriesType": "scatter",
        "markerEnabled": True,
        "markerSize": 9,
        "adhoc_filters": [],
        "row_limit": MORE_THAN_ANY,
    }
    lines: Params = {
        "metrics": says["limits"],
        "groupby": [],
        "seriesType": "line",
        "markerEnabled": False,
        "adhoc_filters": [],
        "row_limit": MORE_THAN_ANY,
    }
    return "mixed_timeseries", {
        "x_axis": says["across"],
        # an axis from one round number to another
        "truncateXAxis": False,
        **points,
        **{f"{name}_b": value for name, value in lines.items()},
        "x_axis_title": template.label(says["across"]),
        "y_axis_title": template.label(says["measure"]),
        "x_axis_title_margin": 30,
        "y_axis_title_margin": 40,
        "y_axis_title_position": "Left",
        "y_axis_format": template.number_format(says["measure"]),
        "y_axis_format_secondary": template.number_format(says["measure"]),
        "show_legend": True,
        "legendOrientation": "top",
        "legendType": "scroll",
        "rich_tooltip": True,
    }


def _bubbles(template: Template, says: Params) -> tuple[str, Params]:
    return "bubble_v2", {
        "entity": says["each"],
        "series": says["series"],
        "x": says["x"],
        "y": says["y"],
        "size": says["size"],
        "max_bubble_size": "25",
        "xAxisFormat": template.number_format(says["x"]),
        "y_axis_format": template.number_format(says["y"]),
        "tooltipSizeFormat": template.number_format(says["size"]),
        "x_axis_label": template.label(says["x"]),
        "y_axis_label": template.label(says["y"]),
        "x_axis_title_margin": 30,
        "y_axis_title_margin": 60,
        "truncateXAxis": False,
        "opacity": 0.7,
        "show_legend": True,
        "legendOrientation": "top",
        "legendType": "scroll",
    }


_KINDS: dict[str, Callable[[Template, Params], tuple[str, Params]]] = {
    "number": _number,
    "table": _table,
    "bars": _bars,
    "funnel": _funnel,
    "bubbles": _bubbles,
}
