"""The terms of plans, such as limits and prices: whom they bind, and the usage that counts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.catalog.model import HITS
from usagestats.reports.parts.applications import registered
from usagestats.reports.parts.term_choice import is_chosen
from usagestats.reports.parts.unknown_names import not_registered

if TYPE_CHECKING:
    from usagestats.catalog.model import Catalog, Plan
    from usagestats.reports.parts.filters import Filters
    from usagestats.reports.parts.term_choice import Term

_ID: Final = "application_id"
_TERMS: Final = {
    "number": pl.Int64(),  # in the order of the catalog
    "plan": pl.String(),
    "product": pl.String(),  # the product whose usage counts; null: all products
    "backend": pl.String(),  # the owner of the metric; null: the product
    "is_of_all": pl.Boolean(),  # whether the usage of every owner counts
    "metric": pl.String(),  # null: no usage counts
}


@dataclass(frozen=True)
class PlanTerms:
    """Every term of one kind, and the applications that it binds.

    Args:
        every: All plans of the catalog with each of their terms; the number of a term is its place.
        catalog: The catalog.
        filters: Choose the applications, the terms by product and backend, and the requests that
            count as usage; with the registry. They never choose a part of the usage.
    """

    every: tuple[tuple[Plan, Term], ...]
    catalog: Catalog
    filters: Filters

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
    def _coded_identities(self) -> pl.DataFrame:
        return self._identities.with_columns(pl.col(_ID).cast(self.applications[_ID].dtype))

    @cached_property
    def rows(self) -> pl.DataFrame:
        """The terms of the plans that these applications have, numbered; see `_TERMS`."""
        plans = set(self.applications["plan"])
        rows = [
            (
                number,
                plan.name,
                plan.product,
                term.backend,
                term.backend is None and (term.metric in {HITS, None} or not self.catalog.products),
                term.metric,
            )
            for number, (plan, term) in enumerate(self.every)
            if plan.name in plans
        ]
        return pl.DataFrame(rows, _TERMS, orient="row")

    @cached_property
    def bound(self) -> pl.DataFrame:
        """The terms that bind each application.

        Shape: a row per application × term, in the order of applications.csv and the catalog.
        """
        return self.applications.join(self.rows, on="plan", maintain_order="left_right")

    def keys(self) -> set[str]:
        """Return the keys of USAGE that these terms need."""
        keys = {"application", *self.filters.of_applications().keys()}
        if self.rows["product"].is_not_null().any():
            keys.add("product")
        if not self.rows["is_of_all"].all():
            keys.add("backend")
        return keys

    def used(self, usage: pl.DataFrame) -> pl.DataFrame:
        """Return the usage that counts for each term.

        Shape: USAGE with `keys()` → one row per `application_id` × `number` × `start`: `used`.
        """
        names = {"product": "product_of_term", "backend": "owner"}
        terms = self.rows.rename(names)
        counting = usage.filter(pl.col("metric").is_in(terms["metric"].unique().implode()))
        counted = self.filters.counted(counting).filter(pl.col("metric") != "requests")
        rows = counted.join(self._coded_identities, on="application").join(
            terms, on=["plan", "metric"]
        )
        if "product" in usage.columns:
            of_product = pl.col("product_of_term")
            rows = rows.filter(of_product.is_null() | (of_product == pl.col("product")))
        if "backend" in usage.columns:
            rows = rows.filter(pl.col("is_of_all") | pl.col("owner").eq_missing(pl.col("backend")))
        return rows.group_by(_ID, "number", "start").agg(used=pl.col("usage").sum())

    def requested(self, usage: pl.DataFrame) -> pl.DataFrame:
        """Return the slots in which each application made requests, of any product.

        Shape: one row per `application_id` × `start`.
        """
        requests = usage.filter(pl.col("metric") == "requests").select("application", "start")
        return requests.join(self._coded_identities, on="application").select(_ID, "start").unique()

    def chosen(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the rows about terms of the chosen products and backends.

        Shape: rows with the `number` of their term.
        """
        if not (self.filters.products or self.filters.backends):
            return rows
        numbers = [
            number
            for number, (plan, term) in enumerate(self.every)
            if is_chosen(plan, term, self.filters, self.catalog)
        ]
        return rows.filter(pl.col("number").is_in(numbers))

    def lacking(self, name: str) -> tuple[str, ...]:
        """Return a warning where no term binds anybody: what is missing, and how to add it.

        Args:
            name: The name of such a term, `limit` or `price`.
        """
        if not self.filters.registry.identities:
            missing = "no applications are registered"
            hint = "name applications.csv in a catalog (--catalog); usagestats init drafts both"
        elif not self.every:
            missing = f"no plan of the catalog has {name}s"
            hint = f"add [[plans]] with {name}s"
        elif unregistered := not_registered(self.filters):
            return unregistered
        elif self.bound.is_empty():
            missing = f"none of the chosen applications has a {name}"
            hint = "applications.csv has the plan of each"
        elif self.chosen(self.bound).is_empty():
            missing = f"no {name} is of the chosen products and backends"
            hint = "it is of the product of its plan, and of the backend that owns its metric"
        else:
            return ()
        return (f"{missing}: {hint}",)
