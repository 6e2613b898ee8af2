"""Plans of the document → those of the catalog; the owner of the metric of each limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.catalog.mistakes import LocatedMistake, Mistake, nearest
from usagestats.catalog.model import DEFAULT_METHODS, HITS, Limit, Plan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from usagestats.catalog.document import Document, LimitEntry, PlanEntry
    from usagestats.catalog.model import Product


def plans_of(document: Document, products: Sequence[Product]) -> tuple[Plan, ...]:
    """Return the plans of a document without mistakes."""
    return tuple(
        Plan(
            plan.name,
            tuple(_limit(limit, _scope(plan, products)) for limit in plan.limits),
            plan.product,
            plan.id,
        )
        for plan in document.plans
    )


def plan_mistakes(document: Document, products: Sequence[Product]) -> Iterator[LocatedMistake]:
    """Yield plans with an unknown product, limits with an unknown metric, and repeated limits."""
    for number, plan in enumerate(document.plans):
        names = [product.name for product in products]
        if plan.product is not None and plan.product not in names:
            hint = nearest(plan.product, names) or "add it as [[products]]"
            key_path = ("plans", number, "product")
            yield LocatedMistake(key_path, f"no such product: {plan.product!r}", hint)
        yield from _limit_mistakes(number, plan, _scope(plan, products))


def _limit_mistakes(
    number: int, plan: PlanEntry, scope: Sequence[Product]
) -> Iterator[LocatedMistake]:
    seen: dict[tuple[str, str | None, str], int] = {}
    for position, entry in enumerate(plan.limits):
        key_path = ("plans", number, "limits", position)
        try:
            limit = _limit(entry, scope)
        except _UnknownBackend as mistake:
            yield LocatedMistake((*key_path, "backend"), mistake.what, mistake.hint)
            continue
        except Mistake as mistake:
            yield LocatedMistake((*key_path, "metric"), mistake.what, mistake.hint)
            continue
        first = seen.setdefault((limit.metric, limit.backend, limit.per), position)
        if first != position:
            what = f"a limit on {limit.metric!r} per {limit.per} occurs twice"
            yield LocatedMistake(key_path, what, f"see plans[{number}].limits[{first}]")


def _scope(plan: PlanEntry, products: Sequence[Product]) -> list[Product]:
    """Return the products that a plan is for; all products where it names no known one."""
    named = [product for product in products if product.name == plan.product]
    return named or list(products)


class _UnknownBackend(Mistake):
    pass


def _limit(entry: LimitEntry, scope: Sequence[Product]) -> Limit:
    if entry.metric == "requests":
        raise Mistake("limits are on usage, not on requests", f"did you mean {HITS!r}?")
    return Limit(entry.metric, entry.value, entry.per, _owner(entry, scope))


def _owner(entry: LimitEntry, scope: Sequence[Product]) -> str | None:
    """Return the backend that owns the metric; `None` where the product does, and for its hits."""
    metrics = {
        mount.backend.name: {HITS, *(metric.name for metric in mount.backend.metrics)}
        for product in scope
        for mount in product.mounts
    }
    own = {HITS, *(metric.name for product in scope for metric in product.metrics)}
    if not scope:  # the hosts in the logs are the backends, and all have the same methods
        own |= {method for _, method in DEFAULT_METHODS}
    elif entry.backend is not None:
        return _named_owner(entry.metric, entry.backend, metrics)
    if entry.metric in own:
        return entry.backend
    return _only_owner(entry.metric, own, metrics)


def _named_owner(metric: str, backend: str, metrics: dict[str, set[str]]) -> str:
    if backend not in metrics:
        raise _UnknownBackend(f"no such backend: {backend!r}", nearest(backend, metrics))
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
