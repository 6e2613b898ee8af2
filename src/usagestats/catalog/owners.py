"""Backends and products of the document → those of the catalog, with their defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.catalog.model import (
    DEFAULT_METRICS,
    DEFAULT_NAME,
    DEFAULT_RULES,
    Backend,
    Metric,
    Mount,
    Product,
    Rule,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from usagestats.catalog.document import (
        BackendEntry,
        Document,
        MetricEntry,
        OwnerEntry,
        ProductEntry,
        RuleEntry,
    )


def products_of(document: Document) -> tuple[Product, ...]:
    """Return the products, without mounts of unknown backends.

    A single backend without products becomes the product `default`. A product without backends is
    its own backend, so that reports by backend have a row for it.
    """
    backends = {backend.name: _backend(backend) for backend in document.backends}
    if not document.products and len(backends) == 1:
        return (Product(DEFAULT_NAME, (), tuple(Mount("/", only) for only in backends.values())),)
    return tuple(_product(product, backends) for product in document.products)


def _product(entry: ProductEntry, backends: Mapping[str, Backend]) -> Product:
    hosts = tuple(entry.hosts)
    if not entry.backends:
        return Product(entry.name, hosts, (Mount("/", _backend(entry)),))
    mounts = tuple(
        Mount(mount.path, backends[mount.name])
        for mount in entry.backends
        if mount.name in backends
    )
    return Product(entry.name, hosts, mounts, _metrics(entry), _rules(entry))


def _backend(entry: BackendEntry | ProductEntry) -> Backend:
    if "rules" in entry.model_fields_set:
        return Backend(entry.name, _metrics(entry), _rules(entry))
    return Backend(entry.name, _metrics_and_defaults(entry), DEFAULT_RULES)


def _metrics_and_defaults(entry: OwnerEntry) -> tuple[Metric, ...]:
    """Return methods first, then metrics; the default methods follow the declared ones."""
    declared = _metrics(entry)
    names = {metric.name for metric in declared}
    missing = tuple(metric for metric in DEFAULT_METRICS if metric.name not in names)
    methods = len(entry.methods)
    return (*declared[:methods], *missing, *declared[methods:])


def _metrics(entry: OwnerEntry) -> tuple[Metric, ...]:
    return (
        *(_metric(metric, is_method=True) for metric in entry.methods),
        *(_metric(metric, is_method=False) for metric in entry.metrics),
    )


def _metric(entry: MetricEntry, *, is_method: bool) -> Metric:
    friendly_name = entry.friendly_name or entry.name[:1].upper() + entry.name[1:]
    return Metric(entry.name, friendly_name, entry.unit, is_method)


def _rules(entry: OwnerEntry) -> tuple[Rule, ...]:
    return tuple(_rule(rule) for rule in entry.rules)


def _rule(entry: RuleEntry) -> Rule:
    return Rule(entry.http_method, entry.pattern, entry.metric, entry.delta, entry.last)
