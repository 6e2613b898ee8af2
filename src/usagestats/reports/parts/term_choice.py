"""The limits and prices that filters by product and backend choose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from usagestats.catalog.model import DEFAULT_NAME, HITS

if TYPE_CHECKING:
    from usagestats.catalog.model import Catalog, Plan, Product
    from usagestats.reports.parts.filters import Filters


class Term(Protocol):
    """A limit or a price of a plan."""

    @property
    def metric(self) -> str | None:
        """The metric whose usage counts; `None`: no usage counts."""

    @property
    def backend(self) -> str | None:
        """The owner of the metric; `None` for the product, and for the product's `hits`."""


def is_chosen(plan: Plan, term: Term, filters: Filters, catalog: Catalog) -> bool:
    """Return whether a term is of the chosen products and backends.

    A term is of the product that its plan names, or else of each product that has the metric. It
    is of the backend that owns the metric.
    """
    if filters.backends and term.backend not in filters.backends:
        return False
    if not filters.products or plan.product is not None:
        return not filters.products or plan.product in filters.products
    if not catalog.products:
        return DEFAULT_NAME in filters.products
    chosen = (product for product in catalog.products if product.name in filters.products)
    return any(_has_metric(product, term) for product in chosen)


def _has_metric(product: Product, term: Term) -> bool:
    if term.backend is not None:
        return any(mount.backend.name == term.backend for mount in product.mounts)
    return term.metric == HITS or term.metric in {metric.name for metric in product.metrics}
