"""Declarative configurations of Kong Gateway, in formats 1.1, 2.1 and 3.0, also from decK.

Source: Kong Gateway, "declarative configuration" and "traditional router".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.catalog.imports.draft import Findings
from usagestats.catalog.imports.kong.consumers import application_rows
from usagestats.catalog.imports.kong.plugins import PluginReader
from usagestats.catalog.imports.kong.products import Publisher
from usagestats.catalog.imports.kong.routes import RouteReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usagestats.catalog.imports.draft import Draft
    from usagestats.catalog.imports.part import Part

_VERSIONS = ("1", "2", "3")
_READ = frozenset(
    ("services", "routes", "plugins", "consumers", "keyauth_credentials", "basicauth_credentials")
)
_OTHERS = {
    "consumer_groups": "write a plan for each group into [[plans]] and applications.csv",
    "upstreams": "the address of a service does not matter for requests to the gateway",
}


def import_kong(document: Part) -> Draft:
    """Draft a catalog from a declarative configuration.

    Raises:
        UsageError: Its format is not known, or a part that is needed is malformed.
    """
    findings = Findings()
    version = _major_version(document["_format_version"])
    plugins = PluginReader(findings)
    plugins.read(document["plugins"])
    reader = RouteReader(version, findings)
    entries = [
        entry
        for route, service in _routes(document, plugins, findings)
        for entry in reader.entries(route, service)
    ]
    for consumer in document["consumers"].items():
        plugins.read(consumer["plugins"])
    _report_rest(document, findings)
    publisher = Publisher({entry.method for entry in entries}, findings)
    products = publisher.products(entries)
    rows = application_rows(document, findings)
    catalog = {
        "identify": list(plugins.sources),
        "backends": publisher.backends,
        "products": products,
    }
    return findings.draft(catalog, rows)


def _major_version(version: Part) -> int:
    major = version.text().partition(".")[0]
    if major not in _VERSIONS:
        raise version.error(f"format {version.text()!r} is not read", "1.1, 2.1 and 3.0 are")
    return int(major)


def _routes(
    document: Part, plugins: PluginReader, findings: Findings
) -> Iterator[tuple[Part, str]]:
    """Yield every route and the name of its service; a route without service has its own name."""
    services: dict[str, str] = {}
    disabled: set[str] = set()
    for service in document["services"].items():
        name = _name(service)
        services |= {service[key].text(): name for key in ("name", "id") if service[key]}
        plugins.read(service["plugins"])
        if not service["enabled"].flag(default=True):
            findings.unsupported(service.key_path, "is disabled, so its routes are left out")
            disabled.add(name)
            continue
        for route in service["routes"].items():
            plugins.read(route["plugins"])
            yield route, name
    for route in document["routes"].items():
        plugins.read(route["plugins"])
        target = _service_of(route, services)
        if target not in disabled:
            yield route, target


def _name(part: Part) -> str:
    """Return the name of a service or route, else its id, else its key path."""
    return part["name"].text() or part["id"].text() or part.key_path


def _service_of(route: Part, services: dict[str, str]) -> str:
    reference = route["service"]
    if not reference:
        return _name(route)
    is_mapping = isinstance(reference.value, dict)
    key = (reference["name"].text() or reference["id"].text()) if is_mapping else reference.text()
    if key not in services:
        raise reference.error(f"there is no service {key!r}")
    return services[key]


def _report_rest(document: Part, findings: Findings) -> None:
    for key, part in document.entries():
        if key not in _READ and not key.startswith("_") and part:
            findings.unsupported(key, _OTHERS.get(key, "is not taken into account"))
