"""The dashboard as Superset imports it: where tabs, texts and charts stand, the filters, and the colours of values."""

from __future__ import annotations

from typing import Any

from bi.superset.charts import SCHEME
from bi.superset.datasets import Described
from bi.superset.template import Row, Tab, Template

Part = dict[str, Any]

_TEXT_HEIGHT = 9  # in units of 8 pixels


def dashboard(template: Template, described: Described) -> dict[str, Any]:
    """The dashboard, whose datasets are `described`."""
    filters = [_filter(template, says, described) for says in template.dashboard["filters"]]
    return {
        "dashboard_title": template.said(template.dashboard["title"]),
        "slug": template.said(template.dashboard["slug"]),
        "published": True,
        "position": _position(template),
        "metadata": {
            "native_filter_configuration": filters,
            "color_scheme": SCHEME,
            "label_colors": template.colors(),
            "shared_label_colors": [],
            "cross_filters_enabled": False,
            "refresh_frequency": 0,
        },
        "uuid": template.uuid("dashboard", "complaints"),
        "version": "1.0.0",
    }


def _chart_ids(template: Template) -> dict[str, int]:
    """Numbers by which layout and filters mean the same chart until Superset gives its own."""
    return {chart.name: number for number, chart in enumerate(template.charts(), 1)}


def _position(template: Template) -> dict[str, Any]:
    tabs = list(template.tabs())
    parts: dict[str, Part] = {
        "ROOT_ID": {"type": "ROOT", "children": ["TABS"]},
        "GRID_ID": {"type": "GRID", "children": [], "parents": ["ROOT_ID"]},
        "HEADER_ID": {"type": "HEADER", "meta": {"text": template.said(template.dashboard["title"])}},
        "TABS": {"type": "TABS", "meta": {}, "children": [f"TAB-{tab.name}" for tab in tabs], "parents": ["ROOT_ID"]},
    }
    ids = _chart_ids(template)
    for tab in tabs:
        parts |= _tab(template, tab, ids)
    return {"DASHBOARD_VERSION_KEY": "v2", **{name: {"id": name, **part} for name, part in parts.items()}}


def _tab(template: Template, tab: Tab, ids: dict[str, int]) -> dict[str, Part]:
    above = ["ROOT_ID", "TABS"]
    own = [*above, f"TAB-{tab.name}"]
    rows = [f"ROW-{tab.name}-{number}" for number in range(len(tab.rows) + 1)]
    parts: dict[str, Part] = {
        own[-1]: {"type": "TAB", "meta": {"text": tab.title}, "children": rows, "parents": above},
        rows[0]: {"type": "ROW", "meta": _background(), "children": [f"TEXT-{tab.name}"], "parents": own},
        f"TEXT-{tab.name}": {
            "type": "MARKDOWN",
            "meta": {"code": tab.text, "width": 12, "height": _TEXT_HEIGHT},
            "children": [],
            "parents": [*own, rows[0]],
        },
    }
    for name, row in zip(rows[1:], tab.rows, strict=True):
        parts |= _row(template, name, row, own, ids)
    return parts


def _row(template: Template, name: str, row: Row, above: list[str], ids: dict[str, int]) -> dict[str, Part]:
    charts: dict[str, Part] = {
        f"CHART-{chart.name}": {
            "type": "CHART",
            "meta": {
                "chartId": ids[chart.name],
                "uuid": template.uuid("chart", chart.name),
                "sliceName": template.said(chart.says["title"]),
                "width": chart.width,
                "height": row.height,
            },
            "children": [],
            "parents": [*above, name],
        }
        for chart in row.charts
    }
    return {name: {"type": "ROW", "meta": _background(), "children": list(charts), "parents": above}, **charts}


def _background() -> dict[str, str]:
    return {"background": "BACKGROUND_TRANSPARENT"}


def _filter(template: Template, says: dict[str, Any], described: Described) -> dict[str, Any]:
    """A choice of one value that is always made, of the charts whose dataset has the column and that leave it in."""
    column, sorted_by = says["column"], says["sorted_by"]
    ids = _chart_ids(template)
    left_out = [
        ids[chart.name]
        for chart in template.charts()
        if column not in chart.says.get("filters", described[chart.dataset])
    ]
    return {
        "id": f"NATIVE_FILTER-{column}",
        "type": "NATIVE_FILTER",
        "filterType": "filter_select",
        "name": template.said(says["name"]),
        "description": template.said(says["about"]),
        "targets": [{"datasetUuid": template.uuid("dataset", "scopes"), "column": {"name": column}}],
        # charts wait for the first item to be chosen
        "requiredFirst": True,
        "sortMetric": None if sorted_by == column else sorted_by,
        "controlValues": {
            "enableEmptyFilter": True,
            "defaultToFirstItem": True,
            "multiSelect": False,
            "searchAllOptions": False,
            "inverseSelection": False,
            "sortAscending": not says.get("newest_first", False),
        },
        "defaultDataMask": {"extraFormData": {}, "filterState": {}, "ownState": {}},
        "cascadeParentIds": [],
        "scope": {"rootPath": ["ROOT_ID"], "excluded": left_out},
    }
