"""The limits of plans, the applications that they bind, and the usage of each limit per slot."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import polars as pl

from usagestats.catalog.model import HITS, Per
from usagestats.periods.period import MINUTE, SLOT
from usagestats.reports.parts.applications import registered, usage_keys
from usagestats.reports.parts.limit_choice import is_chosen
from usagestats.reports.parts.unknown_names import not_registered
from usagestats.tables.usage import Grain

if TYPE_CHECKING:
    from datetime import timedelta

    from usagestats.catalog.model import Catalog
    from usagestats.reports.parts.filters import Filters

_ID: Final = "application_id"
_LIMITS: Final = {
    "number": pl.Int64(),  # in the order of the catalog
    "plan": pl.String(),
    "product": pl.String(),  # the product whose usage counts; null: all products
    "backend": pl.String(),  # the owner of the metric; null: the product
    "is_of_all": pl.Boolean(),  # whether the usage of every owner counts
    "metric": pl.String(),
    "per": pl.String(),
    "limit": pl.Int64(),
}


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
    def applications(self) -> pl.DataFrame:
        """The chosen applications that have a plan.

        Shape: a row per application, see `registered`. The ids are categories in the order of
        the file, which sort and group like numbers.
        """
        known = registered(self.filters.registry)
        bound = known.join(self._identities, on=_ID, how="semi", maintain_order="left")
        return bound.with_columns(pl.col(_ID).cast(pl.Enum(bound[_ID])))

    @cached_property
    def _identities(self) -> pl.DataFrame:
        """The identities of these applications in USAGE: ids and pseudonyms.

        Shape: a row per `application` of USAGE, with its `application_id` and `plan`.
        """
        rows = [
            (identity, one.id, one.plan)
            for identity, one in self.filters.registry.identities.items()
            if one.plan
        ]
        schema = dict.fromkeys(("application", _ID, "plan"), pl.String())
        chosen = self.filters.of_applications()
        return chosen.apply(pl.DataFrame(rows, schema, orient="row"))

    @cached_property
    def limits(self) -> pl.DataFrame:
        """The limits of the plans that these applications have, numbered; see `_LIMITS`."""
        plans = set(self.applications["plan"])
        every = ((plan, limit) for plan in self.catalog.plans for limit in plan.limits)
        rows = [
            (
                number,
                plan.name,
                plan.product,
                limit.backend,
                limit.backend is None and (limit.metric == HITS or not self.catalog.products),
                limit.metric,
                limit.per,
                limit.value,
            )
            for number, (plan, limit) in enumerate(every)
            if plan.name in plans
        ]
        return pl.DataFrame(rows, _LIMITS, orient="row")

    @cached_property
    def bound(self) -> pl.DataFrame:
        """The limits that bind each application.

        Shape: a row per application × limit, in the order of applications.csv and the catalog.
        """
        return self.applications.join(self.limits, on="plan", maintain_order="left_right")

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
        keys = {"application", *self.filters.of_applications().keys()}
        if self.limits["product"].is_not_null().any():
            keys.add("product")
        if not self.limits["is_of_all"].all():
            keys.add("backend")
        return Grain(usage_keys(keys), self.slot or (MINUTE if Per.MINUTE in self.pers else SLOT))

    def used(self, usage: pl.DataFrame) -> pl.DataFrame:
        """Return the usage that counts for each limit.

        Shape: USAGE at `grain()` → one row per `application_id` × `number` × `start`: `used`.
        """
        names = {"product": "limited_product", "backend": "owner"}
        limits = self.limits.drop("per", "limit").rename(names)
        who = self._identities.with_columns(pl.col(_ID).cast(self.applications[_ID].dtype))
        limited = usage.filter(pl.col("metric").is_in(limits["metric"].unique().implode()))
        counted = self.filters.counted(limited).filter(pl.col("metric") != "requests")
        rows = counted.join(who, on="application").join(limits, on=["plan", "metric"])
        if "product" in usage.columns:
            of_product = pl.col("limited_product")
            rows = rows.filter(of_product.is_null() | (of_product == pl.col("product")))
        if "backend" in usage.columns:
            rows = rows.filter(pl.col("is_of_all") | pl.col("owner").eq_missing(pl.col("backend")))
        return rows.group_by(_ID, "number", "start").agg(used=pl.col("usage").sum())

    def chosen(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the rows about limits of the chosen products and backends.

        Shape: rows with the `number` of their limit.
        """
        if not (self.filters.products or self.filters.backends):
            return rows
        every = ((plan, limit) for plan in self.catalog.plans for limit in plan.limits)
        numbers = [
            number
            for number, (plan, limit) in enumerate(every)
            if is_chosen(plan, limit, self.filters, self.catalog)
        ]
        return rows.filter(pl.col("number").is_in(numbers))

    def lacking(self) -> tuple[str, ...]:
        """Return a warning where no limit binds anybody: what is missing, and how to add it."""
        if not self.filters.registry.identities:
            missing = "no applications are registered"
            hint = "name applications.csv in a catalog (--catalog); usagestats init drafts both"
        elif not any(plan.limits for plan in self.catalog.plans):
            missing = "no plan of the catalog has limits"
            hint = "add [[plans]] with limits"
        elif unregistered := not_registered(self.filters):
            return unregistered
        elif self.bound.is_empty():
            missing = "none of the chosen applications has a limit"
            hint = "applications.csv has the plan of each"
        elif self.chosen(self.bound).is_empty():
            missing = "no limit is of the chosen products and backends"
            hint = "it is of the product of its plan, and of the backend that owns its metric"
        else:
            return ()
        return (f"{missing}: {hint}",)
