"""The prices of plans, the applications that they bind, and the amount of each price."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.catalog.currency import Currency
from usagestats.frames import map_distinct
from usagestats.report import Column, ColumnType
from usagestats.reports.parts.columns import dtype_of
from usagestats.reports.parts.plan_terms import PlanTerms

if TYPE_CHECKING:
    from usagestats.catalog.model import Catalog
    from usagestats.catalog.price import Price
    from usagestats.reports.parts.filters import Filters

NO_CURRENCY: Final = Currency("XXX")
"""The code of ISO 4217 where there is no currency."""


@dataclass(frozen=True)
class PlanPrices:
    """Every price that binds an application.

    Args:
        catalog: The catalog, with the plans.
        filters: As for `PlanTerms`.
    """

    catalog: Catalog
    filters: Filters

    @cached_property
    def terms(self) -> PlanTerms:
        """The prices as terms of plans."""
        every = tuple((plan, price) for plan in self.catalog.plans for price in plan.prices)
        return PlanTerms(every, self.catalog, self.filters)

    @cached_property
    def prices(self) -> tuple[Price, ...]:
        """The prices, by their numbers as terms."""
        return tuple(price for plan in self.catalog.plans for price in plan.prices)

    @property
    def currency(self) -> Currency:
        """The currency of the amounts; a catalog that has prices has one, too."""
        return self.catalog.currency or NO_CURRENCY

    @property
    def column(self) -> Column:
        """The column of the amounts."""
        decimals = self.currency.decimals
        return Column("amount", ColumnType.MONEY, is_key=True, decimals=decimals)

    @property
    def dtype(self) -> pl.DataType:
        """The type of the amounts in tables."""
        return dtype_of(self.column)

    def unpriced(self, usage: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of USAGE of applications without a price."""
        bound = self.terms.bound["application_id"].cast(pl.String).unique()
        ids = map_distinct(usage["application"], self.filters.registry.id, pl.String())
        return usage.filter(~ids.is_in(bound.implode()))
