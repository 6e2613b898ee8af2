"""Short ways to write resources of the 3scale operator."""

from __future__ import annotations

from typing import Any


def resource(kind: str, called: str, **spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "capabilities.3scale.net/v1beta1",
        "kind": kind,
        "metadata": {"name": called},
        "spec": spec,
    }


def rule(pattern: str, metric: str = "hits", **more: Any) -> dict[str, Any]:
    return {
        "httpMethod": "GET",
        "pattern": pattern,
        "metricMethodRef": metric,
        "increment": 1,
    } | more
