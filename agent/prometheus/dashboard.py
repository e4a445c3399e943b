"""The Grafana dashboard, in its classic JSON model (schema 38: Grafana 10 and later import it)."""

from collections.abc import Iterator
from typing import Any

from agent.prometheus.panels import ROWS, Panel

_SCHEMA = 38
_UID = "enrollwatch"
_SOURCE = {"type": "prometheus", "uid": "${datasource}"}
_WIDTH = 24
_HEIGHTS = {"stat": 5, "timeseries": 8, "table": 8}
_LABELS_OF = "enrollwatch_visit_interval_seconds"
"""What every running agent has, and nothing else: who is offered at the top."""


def document() -> dict[str, Any]:
    """Nothing in it is of one Grafana: the data source is a variable, and IDs are given at the import."""
    return {
        "id": None,
        "uid": _UID,
        "title": "enrollwatch",
        "description": "What the agent sees of the portal, of each account, and of itself.",
        "tags": ["enrollwatch"],
        "schemaVersion": _SCHEMA,
        "version": 1,
        "editable": True,
        "graphTooltip": 1,
        "refresh": "1m",
        "time": {"from": "now-24h", "to": "now"},
        "timezone": "browser",
        "links": [],
        "annotations": {"list": [_alerts()]},
        "templating": {"list": list(_variables())},
        "panels": list(_panels()),
    }


def _alerts() -> dict[str, Any]:
    """Times at which an alert of the rules fired are drawn into every panel."""
    return {
        "name": "Alerts",
        "datasource": _SOURCE,
        "enable": True,
        "iconColor": "red",
        "expr": 'ALERTS{alertname=~"Enrollwatch.+", alertstate="firing"}',
        "titleFormat": "{{alertname}}",
        "textFormat": "{{severity}} {{account}}{{channel}}{{page}}",
    }


def _variables() -> Iterator[dict[str, Any]]:
    yield {"name": "datasource", "label": "Prometheus", "type": "datasource", "query": "prometheus"}
    yield _labels("job", "Job", _LABELS_OF)
    yield _labels("instance", "Agent", f'{_LABELS_OF}{{job=~"$job"}}')


def _labels(name: str, label: str, metric: str) -> dict[str, Any]:
    query = f"label_values({metric}, {name})"
    return {
        "name": name,
        "label": label,
        "type": "query",
        "datasource": _SOURCE,
        "definition": query,
        "query": {"query": query, "refId": name},
        "refresh": 2,  # as the time range changes
        "sort": 1,
        "includeAll": True,
        "multi": True,
        "allValue": ".+",
        "current": {"selected": True, "text": ["All"], "value": ["$__all"]},
    }


def _panels() -> Iterator[dict[str, Any]]:
    """Rows one below the other, and in each its panels from left to right."""
    number, top = 1, 0
    for row in ROWS:
        yield {
            "id": number,
            "type": "row",
            "title": row.title,
            "collapsed": False,
            "panels": [],
            "gridPos": {"x": 0, "y": top, "w": _WIDTH, "h": 1},
        }
        number, top, left = number + 1, top + 1, 0
        for panel in row.panels:
            height = _HEIGHTS[panel.kind]
            if left + panel.width > _WIDTH:
                top, left = top + height, 0
            at = {"x": left, "y": top, "w": panel.width, "h": height}
            yield _panel(panel, number, at)
            number, left = number + 1, left + panel.width
        top += _HEIGHTS[row.panels[-1].kind]


def _panel(panel: Panel, number: int, at: dict[str, int]) -> dict[str, Any]:
    return {
        "id": number,
        "type": panel.kind,
        "title": panel.title,
        "description": panel.description,
        "datasource": _SOURCE,
        "gridPos": at,
        "fieldConfig": {"defaults": _field(panel), "overrides": []},
        "options": _OPTIONS[panel.kind],
        "targets": [
            {
                "refId": chr(ord("A") + place),
                "datasource": _SOURCE,
                "expr": query.expr,
                "legendFormat": query.legend,
                "instant": panel.kind != "timeseries",
                "range": panel.kind == "timeseries",
                "format": "table" if panel.kind == "table" else "time_series",
            }
            for place, query in enumerate(panel.queries)
        ],
    }


def _field(panel: Panel) -> dict[str, Any]:
    steps = panel.steps or (("text" if panel.kind == "stat" else "green", 0),)
    levels: list[tuple[str, float | None]] = [(steps[0][0], None), *steps[1:]]  # the first has no lower end
    field: dict[str, Any] = {
        "unit": panel.unit,
        "thresholds": {
            "mode": "absolute",
            "steps": [{"color": color, "value": value} for color, value in levels],
        },
        "mappings": [{"type": "value", "options": {value: {"text": text} for value, text in panel.names}}]
        if panel.names
        else [],
    }
    if panel.decimals is not None:
        field["decimals"] = panel.decimals
    if panel.most is not None:
        field["max"] = panel.most
    if panel.kind == "timeseries":
        field["custom"] = {"drawStyle": "line", "lineWidth": 1, "fillOpacity": 5, "spanNulls": False}
    return field


_OPTIONS: dict[str, dict[str, Any]] = {
    "stat": {
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
        "colorMode": "value",
        "graphMode": "none",
        "textMode": "auto",
    },
    "timeseries": {
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
        "tooltip": {"mode": "multi", "sort": "desc"},
    },
    "table": {"showHeader": True},
}
