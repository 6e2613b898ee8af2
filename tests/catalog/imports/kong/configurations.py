"""Short ways to write configurations of Kong."""

from __future__ import annotations

from typing import Any


def kong(*services: dict[str, Any], **sections: Any) -> dict[str, Any]:
    return {"_format_version": "3.0", "services": list(services)} | sections


def service(name: str, *routes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "host": f"{name}.internal", "routes": list(routes)} | more
