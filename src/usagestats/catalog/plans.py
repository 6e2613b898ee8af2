"""Plans of the document → those of the catalog; the owner of the metric of each limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.catalog.metric_owner import UnknownBackend, owner_of, scope_of
from usagestats.catalog.mistakes import LocatedMistake, Mistake, nearest
from usagestats.catalog.model import Limit, Plan
from usagestats.catalog.prices import price_mistakes, price_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from usagestats.catalog.document import Document, LimitEntry, PlanEntry
    from usagestats.catalog.model import Product


def plans_of(document: Document, products: Sequence[Product]) -> tuple[Plan, ...]:
    """Return the plans of a document without mistakes."""
    return tuple(_plan(plan, scope_of(plan, products)) for plan in document.plans)


def _plan(entry: PlanEntry, scope: Sequence[Product]) -> Plan:
    return Plan(
        entry.name,
        tuple(_limit(limit, scope) for limit in entry.limits),
        entry.product,
        entry.id,
        tuple(price_of(price, scope) for price in entry.price),
    )


def plan_mistakes(document: Document, products: Sequence[Product]) -> Iterator[LocatedMistake]:
    """Yield plans with an unknown product, and the mistakes in their limits and prices."""
    for number, plan in enumerate(document.plans):
        names = [product.name for product in products]
        if plan.product is not None and plan.product not in names:
            hint = nearest(plan.product, names) or "add it as [[products]]"
            key_path = ("plans", number, "product")
            yield LocatedMistake(key_path, f"no such product: {plan.product!r}", hint)
        scope = scope_of(plan, products)
        yield from _limit_mistakes(number, plan, scope)
        yield from price_mistakes(("plans", number, "price"), plan.price, scope)
        if plan.price and document.currency is None:
            hint = 'add one above the first table: currency = "EUR"'
            yield LocatedMistake(("plans", number, "price"), "the currency is missing", hint)


def _limit_mistakes(
    number: int, plan: PlanEntry, scope: Sequence[Product]
) -> Iterator[LocatedMistake]:
    seen: dict[tuple[str, str | None, str], int] = {}
    for position, entry in enumerate(plan.limits):
        key_path = ("plans", number, "limits", position)
        try:
            limit = _limit(entry, scope)
        except UnknownBackend as mistake:
            yield LocatedMistake((*key_path, "backend"), mistake.what, mistake.hint)
            continue
        except Mistake as mistake:
            yield LocatedMistake((*key_path, "metric"), mistake.what, mistake.hint)
            continue
        first = seen.setdefault((limit.metric, limit.backend, limit.per), position)
        if first != position:
            what = f"a limit on {limit.metric!r} per {limit.per} occurs twice"
            yield LocatedMistake(key_path, what, f"see plans[{number}].limits[{first}]")


def _limit(entry: LimitEntry, scope: Sequence[Product]) -> Limit:
    owner = owner_of(entry.metric, entry, scope, "limits")
    return Limit(entry.metric, entry.value, entry.per, owner)
