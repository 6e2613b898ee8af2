"""The owner of a metric that a plan limits or prices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from usagestats.catalog.mistakes import Mistake, nearest
from usagestats.catalog.model import DEFAULT_METHODS, HITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usagestats.catalog.document import PlanEntry
    from usagestats.catalog.model import Product


class Named(Protocol):
    """A metric as a plan names it."""

    @property
    def backend(self) -> str | None:
        """The backend that has it; `None` where the plan names none."""


class UnknownBackend(Mistake):
    """The backend does not exist, so that the metric was not looked for."""


def scope_of(plan: PlanEntry, products: Sequence[Product]) -> list[Product]:
    """Return the products that a plan is for; all products where it names no known one."""
    named = [product for product in products if product.name == plan.product]
    return named or list(products)


def owner_of(metric: str, entry: Named, scope: Sequence[Product], terms: str) -> str | None:
    """Return the backend that owns a metric; `None` where the product does, and for its hits.

    Args:
        metric: The name of the metric.
        entry: The place where the plan names it.
        scope: The products that the plan is for.
        terms: The plural of what the plan has on the metric, such as `limits`.

    Raises:
        Mistake: There is no such metric, or there are several.
    """
    if metric == "requests":
        raise Mistake(f"{terms} are on usage, not on requests", f"did you mean {HITS!r}?")
    metrics = {
        mount.backend.name: {HITS, *(metric.name for metric in mount.backend.metrics)}
        for product in scope
        for mount in product.mounts
    }
    own = {HITS, *(metric.name for product in scope for metric in product.metrics)}
    if not scope:  # the hosts in the logs are the backends, and all have the same methods
        own |= {method for _, method in DEFAULT_METHODS}
    elif entry.backend is not None:
        return _named_owner(metric, entry.backend, metrics)
    if metric in own:
        return entry.backend
    return _only_owner(metric, own, metrics)


def _named_owner(metric: str, backend: str, metrics: dict[str, set[str]]) -> str:
    if backend not in metrics:
        raise UnknownBackend(f"no such backend: {backend!r}", nearest(backend, metrics))
    if metric not in metrics[backend]:
        hint = nearest(metric, sorted(metrics[backend]))
        raise Mistake(f"the backend {backend!r} has no metric {metric!r}", hint)
    return backend


def _only_owner(metric: str, own: set[str], metrics: dict[str, set[str]]) -> str:
    owners = [backend for backend, names in metrics.items() if metric in names]
    if not owners:
        known = sorted(own.union(*metrics.values()))
        raise Mistake(f"no such metric: {metric!r}", nearest(metric, known))
    if len(owners) > 1:
        listed = ", ".join(map(repr, owners))
        hint = f'say which one: backend = "{owners[0]}"'
        raise Mistake(f"several backends have the metric {metric!r}: {listed}", hint)
    return owners[0]
