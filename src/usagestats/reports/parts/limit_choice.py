"""The limits that filters by product and backend choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.catalog.model import DEFAULT_NAME, HITS

if TYPE_CHECKING:
    from usagestats.catalog.model import Catalog, Limit, Plan, Product
    from usagestats.reports.parts.filters import Filters


def is_chosen(plan: Plan, limit: Limit, filters: Filters, catalog: Catalog) -> bool:
    """Return whether a limit is of the chosen products and backends.

    A limit is of the product that its plan names, or else of each product that has the metric. It
    is of the backend that owns the metric.
    """
    if filters.backends and limit.backend not in filters.backends:
        return False
    if not filters.products or plan.product is not None:
        return not filters.products or plan.product in filters.products
    if not catalog.products:
        return DEFAULT_NAME in filters.products
    chosen = (product for product in catalog.products if product.name in filters.products)
    return any(_has_metric(product, limit) for product in chosen)


def _has_metric(product: Product, limit: Limit) -> bool:
    if limit.backend is not None:
        return any(mount.backend.name == limit.backend for mount in product.mounts)
    return limit.metric == HITS or limit.metric in {metric.name for metric in product.metrics}
