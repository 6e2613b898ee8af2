"""The limits of plans, the applications that they bind, and the usage of each limit per slot."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import polars as pl

from usagestats.catalog.model import Per
from usagestats.periods.period import MINUTE, SLOT
from usagestats.reports.parts.applications import usage_keys
from usagestats.reports.parts.plan_terms import PlanTerms
from usagestats.tables.usage import Grain

if TYPE_CHECKING:
    from datetime import timedelta

    from usagestats.catalog.model import Catalog
    from usagestats.reports.parts.filters import Filters

_LIMITS: Final = {"number": pl.Int64(), "per": pl.String(), "limit": pl.Int64()}


@dataclass(frozen=True)
class PlanLimits:
    """Every limit that binds an application.

    Args:
        catalog: The catalog, with the plans.
        filters: Choose the applications, the limits by product and backend, and the requests that
            count as usage; with the registry. They never choose a part of the usage.
        slot: The width of the slots of USAGE if it is fixed, as in a store; `None` if USAGE can
            be as fine as limits per minute need.
    """

    catalog: Catalog
    filters: Filters
    slot: timedelta | None = None

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone whose calendar the periods of the limits follow."""
        return ZoneInfo(self.catalog.limit_timezone)

    @cached_property
    def terms(self) -> PlanTerms:
        """The limits as terms of plans."""
        every = tuple((plan, limit) for plan in self.catalog.plans for limit in plan.limits)
        return PlanTerms(every, self.catalog, self.filters)

    @cached_property
    def limits(self) -> pl.DataFrame:
        """The limits of the plans that the chosen applications have.

        Shape: a row per limit: the columns of `PlanTerms.rows`, `per` and `limit`.
        """
        every = (limit for plan in self.catalog.plans for limit in plan.limits)
        values = [(number, one.per, one.value) for number, one in enumerate(every)]
        of_numbers = pl.DataFrame(values, _LIMITS, orient="row")
        return self.terms.rows.join(of_numbers, on="number", maintain_order="left")

    @cached_property
    def bound(self) -> pl.DataFrame:
        """The limits that bind each application.

        Shape: a row per application × limit, in the order of applications.csv and the catalog.
        """
        return self.terms.applications.join(self.limits, on="plan", maintain_order="left_right")

    @property
    def pers(self) -> list[Per]:
        """The widths of the periods of these limits, the shortest first."""
        found = set(self.limits["per"])
        return [per for per in Per if per in found]

    @property
    def unknown_pers(self) -> list[Per]:
        """The widths of periods that are finer than the slots of USAGE."""
        return [per for per in self.pers if per is Per.MINUTE and self.grain().slot > MINUTE]

    def grain(self) -> Grain:
        """Return the coarsest grain of USAGE that suffices for these limits."""
        slot = self.slot or (MINUTE if Per.MINUTE in self.pers else SLOT)
        return Grain(usage_keys(self.terms.keys()), slot)

    def lacking(self) -> tuple[str, ...]:
        """Return a warning where no limit binds anybody: what is missing, and how to add it."""
        return self.terms.lacking("limit")
