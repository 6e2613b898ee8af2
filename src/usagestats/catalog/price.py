"""The prices of plans: a flat amount per month, and the cost of units by tiers."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from usagestats.catalog.currency import EXACT
from usagestats.light_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Tier:
    """The cost of some units of a month, which are numbered from 1.

    Args:
        first: The number of its first unit.
        last: The number of its last unit; `None`: all further units.
        per_unit: The cost of each.
    """

    first: int
    last: int | None
    per_unit: Decimal

    def cost(self, usage: int, included: int) -> Decimal:
        """Return the cost of its units in the usage of a month, the first of which are included."""
        first = max(self.first, included + 1)
        last = usage if self.last is None else min(usage, self.last)
        return EXACT.multiply(self.per_unit, max(last - first + 1, 0))


@dataclass(frozen=True, slots=True)
class Price:
    """The price of a metric in a plan, or of the plan itself.

    Args:
        metric: The name of the metric; `None`: the price does not depend on usage.
        backend: The owner of the metric; `None` for the product, and for the product's `hits`.
        flat: The amount per month, whatever the usage.
        included: The number of units of each month that cost nothing.
        tiers: The cost of units, in order, without overlaps.
    """

    metric: str | None
    backend: str | None = None
    flat: Decimal = NOTHING
    included: int = 0
    tiers: tuple[Tier, ...] = ()

    def amount(self, usage: int, *, has_flat: bool = True) -> Decimal:
        """Return the exact amount for the usage of a month, with the flat amount or without."""
        costs = (tier.cost(usage, self.included) for tier in self.tiers)
        return total((self.flat if has_flat else NOTHING, *costs))


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Add up amounts exactly."""
    found = NOTHING
    for amount in amounts:
        found = EXACT.add(found, amount)
    return found
