"""Prices of the document → those of the catalog; their mistakes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.catalog.metric_owner import UnknownBackend, owner_of
from usagestats.catalog.mistakes import LocatedMistake, Mistake
from usagestats.catalog.price import NOTHING, Price, Tier

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from usagestats.catalog.mistakes import KeyPath
    from usagestats.catalog.model import Product
    from usagestats.catalog.price_entries import PriceEntry, TierEntry


def price_of(entry: PriceEntry, scope: Sequence[Product]) -> Price:
    """Return a price without mistakes.

    Args:
        entry: The price of the document.
        scope: The products that its plan is for.

    Raises:
        Mistake: Nothing has its metric.
    """
    tiers = tuple(Tier(tier.first, tier.last, tier.per_unit) for tier in entry.tiers)
    if entry.per_unit is not None:
        tiers = (Tier(1, None, entry.per_unit),)
    free = tiers[0].first - 1 if tiers else 0
    return Price(
        entry.metric,
        None if entry.metric is None else owner_of(entry.metric, entry, scope, "prices"),
        NOTHING if entry.flat is None else entry.flat,
        max(entry.included, free),
        tiers,
    )


def price_mistakes(
    key_path: KeyPath, entries: Sequence[PriceEntry], scope: Sequence[Product]
) -> Iterator[LocatedMistake]:
    """Yield the mistakes in the prices of a plan.

    Args:
        key_path: The key path of the list.
        entries: The prices.
        scope: The products that the plan is for.
    """
    seen: dict[tuple[str | None, str | None], int] = {}
    for position, entry in enumerate(entries):
        own_path = (*key_path, position)
        yield from _form_mistakes(own_path, entry)
        yield from _tier_mistakes((*own_path, "tiers"), entry.tiers)
        try:
            price = price_of(entry, scope)
        except UnknownBackend as mistake:
            yield LocatedMistake((*own_path, "backend"), mistake.what, mistake.hint)
            continue
        except Mistake as mistake:
            yield LocatedMistake((*own_path, "metric"), mistake.what, mistake.hint)
            continue
        first = seen.setdefault((price.metric, price.backend), position)
        if first != position:
            of_what = "without a metric" if price.metric is None else f"of {price.metric!r}"
            hint = f"see plans[{key_path[1]}].price[{first}]"
            yield LocatedMistake(own_path, f"a price {of_what} occurs twice", hint)


def _form_mistakes(key_path: KeyPath, entry: PriceEntry) -> Iterator[LocatedMistake]:
    """Yield keys that do not go together, and a price without an amount."""
    given = entry.model_fields_set
    if not given & {"flat", "per_unit", "tiers"}:
        hint = "write flat (per month), per_unit or tiers"
        yield LocatedMistake(key_path, "the price has no amount", hint)
    if {"per_unit", "tiers"} <= given:
        yield LocatedMistake((*key_path, "tiers"), "per_unit is there, too", "write one of them")
    if "included" in given and not given & {"per_unit", "tiers"}:
        what = "all units cost nothing: neither per_unit nor tiers is there"
        yield LocatedMistake((*key_path, "included"), what, "add per_unit")
    if entry.metric is None:
        for key in ("backend", "included", "per_unit", "tiers"):
            if key in given:
                yield LocatedMistake(
                    (*key_path, key), "the metric is missing", 'add metric = "hits"'
                )
                return


def _tier_mistakes(key_path: KeyPath, tiers: Sequence[TierEntry]) -> Iterator[LocatedMistake]:
    """Yield tiers that are empty, or that do not follow the tier before."""
    before: TierEntry | None = None
    for position, tier in enumerate(tiers):
        if tier.last is not None and tier.last < tier.first:
            what = f"the tier ends before it begins: {tier.first} to {tier.last}"
            yield LocatedMistake((*key_path, position, "to"), what)
            return
        if before is not None and before.last is None:
            what = "the tier before has no end"
            hint = f"give it to = {tier.first - 1}"
            yield LocatedMistake((*key_path, position), what, hint)
            return
        if before is not None and before.last is not None and tier.first != before.last + 1:
            what = (
                f"the tier before ends with unit {before.last}, this one begins with {tier.first}"
            )
            hint = f"write from = {before.last + 1}"
            yield LocatedMistake((*key_path, position, "from"), what, hint)
            return
        before = tier
