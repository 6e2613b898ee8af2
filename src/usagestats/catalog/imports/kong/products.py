"""Routes of Kong → products (one per set of hosts), backends (services) and their rules."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from usagestats.catalog.checked_values import checked_name, written_host
from usagestats.catalog.imports.draft import Names, metric_names
from usagestats.catalog.imports.kong.mounts import mounts_of, relative
from usagestats.catalog.model import ANY, DEFAULT_NAME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usagestats.catalog.imports.draft import Findings
    from usagestats.catalog.imports.kong.routes import Entry


@dataclass(slots=True)
class Publisher:
    """Makes the products and backends of a catalog, with unique names.

    Args:
        metric_words: The names of all routes.
        findings: Gets notes for the user.
        backends: The backends made so far.
    """

    metric_words: set[str]
    findings: Findings
    backends: list[dict[str, Any]] = field(default_factory=list)
    _names: Names = field(default_factory=lambda: Names(checked_name))
    _made: dict[str, str] = field(default_factory=dict)

    def products(self, entries: Sequence[Entry]) -> list[dict[str, Any]]:
        """Return a product for each set of hosts with the same routes, and one for other hosts."""
        named = dict.fromkeys(host for entry in entries for host in entry.hosts if "*" not in host)
        hosts_by_routes: dict[tuple[int, ...], list[str]] = {}
        for host in named:
            own = tuple(n for n, entry in enumerate(entries) if _is_for(entry, host))
            hosts_by_routes.setdefault(own, []).append(host)
        products = [
            self._product([written_host(host) for host in hosts], [entries[n] for n in own])
            for own, hosts in hosts_by_routes.items()
        ]
        rest = [entry for entry in entries if not entry.hosts or "*" in "".join(entry.hosts)]
        return [*products, self._product([], rest)] if rest else products

    def _product(self, hosts: list[str], entries: list[Entry]) -> dict[str, Any]:
        """Return a product that tries its routes by rank and takes the first, as Kong does."""
        name = self._names.take(hosts[0] if hosts else DEFAULT_NAME)
        product = {"name": name} | ({"hosts": hosts} if hosts else {})
        ordered = sorted(entries, key=lambda entry: entry.rank)
        mounts = mounts_of(ordered)
        if mounts is None:
            self.findings.note(
                f"product {name}: more than the path decides which service gets a request, so"
                " there are no backends; the product itself has the rules"
            )
            return product | self._counted([(entry, entry.pattern) for entry in ordered])
        return product | {"backends": [self._mount(*mount, ordered) for mount in mounts]}

    def _mount(self, service: str, path: str, entries: Sequence[Entry]) -> dict[str, str]:
        """Return a mount; products for which a service counts the same share the backend."""
        own = [entry for entry in entries if entry.service == service]
        counted = self._counted([(entry, relative(entry.pattern, path)) for entry in own])
        key = json.dumps([service, counted])
        if key not in self._made:
            self._made[key] = self._names.take(service)
            self.backends.append({"name": self._made[key]} | counted)
        return {"name": self._made[key], "path": path}

    def _counted(self, entries: Sequence[tuple[Entry, str]]) -> dict[str, Any]:
        """Return a method for each route, and the rules in the order in which they are tried."""
        names = metric_names(self.metric_words)
        methods: dict[str, str] = {}
        for entry, _ in entries:
            if entry.method not in methods:
                methods[entry.method] = names.take(entry.method)
        return {
            "methods": list(methods.values()),
            "rules": [
                {
                    "http_method": http_method,
                    "pattern": pattern,
                    "metric": methods[entry.method],
                    "last": True,
                }
                for entry, pattern in entries
                for http_method in entry.http_methods or (ANY,)
            ],
        }


def _is_for(entry: Entry, host: str) -> bool:
    return not entry.hosts or any(fnmatchcase(host, known) for known in entry.hosts)
