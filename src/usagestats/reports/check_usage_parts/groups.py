"""The groups of usage that a condition is about, each with its value and what limits it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.reports.check_usage_parts.condition import Unit
from usagestats.reports.check_usage_parts.figures import values_of
from usagestats.reports.parts.applications import names_of, order_of, with_registry

if TYPE_CHECKING:
    from usagestats.catalog.model import Catalog
    from usagestats.reports.check_usage_parts.condition import Condition
    from usagestats.reports.parts.filters import Filters

_GROUP: Final = "group"  # the key of usage that is not split


@dataclass(frozen=True, slots=True)
class Groups:
    """The usage of the range and of the range before, and how it is split.

    Args:
        now: The chosen USAGE of the range.
        before: The chosen USAGE of the range before; no rows where nothing is compared.
        split_by: The keys by which usage is split.
        filters: Choose products and backends; with the registry.
        catalog: Declares products and backends.
    """

    now: pl.DataFrame
    before: pl.DataFrame
    split_by: tuple[str, ...]
    filters: Filters
    catalog: Catalog

    def values(self, condition: Condition) -> pl.DataFrame:
        """Return the value of each group, and the value that it is compared with.

        Shape: one row per group that has requests in one of the ranges, or that the catalog
        declares: its names, `requests`, `value`, `limit` (null where it cannot be compared).
        """
        rows = self._values(condition, self.now)
        limit: pl.Expr = pl.lit(condition.threshold)
        if condition.is_of_previous:
            before = self._values(condition, self.before).drop("requests")
            before = before.rename({"value": "previous"})
            rows = rows.join(before, on=self._keys, how="full", coalesce=True, nulls_equal=True)
            limit = pl.when(pl.col("previous") > 0).then(pl.col("previous") * condition.threshold)
        is_sum = condition.unit in {Unit.COUNT, Unit.BYTES}
        known = rows.with_columns(
            pl.col("value").fill_null(0.0) if is_sum else pl.col("value"),
            pl.col("requests").fill_null(0),
            limit=limit,
        )
        ordered = known.sort(*order_of(self.split_by), _GROUP, nulls_last=True)
        return ordered.select(*names_of(self.split_by), "requests", "value", "limit")

    @property
    def _keys(self) -> list[str]:
        return [*names_of(self.split_by), _GROUP]

    def _values(self, condition: Condition, usage: pl.DataFrame) -> pl.DataFrame:
        named = usage.with_columns(pl.lit(0, pl.Int32()).alias(_GROUP))
        if "application" in named.columns:
            named = with_registry(named, self.filters.registry, self.split_by)
        found = values_of(condition, named, self._keys)
        declared = self._declared()
        return found.join(declared, on=self._keys, how="full", coalesce=True, nulls_equal=True)

    def _declared(self) -> pl.DataFrame:
        """Shape: the keys of the groups that are checked also without requests."""
        filters, products = self.filters, self.catalog.products
        names: list[tuple[str, ...]] = []
        if not self.split_by:
            names = [()]
        elif self.split_by == ("product",):
            names = [(one.name,) for one in products]
            names = [one for one in names if not filters.products or one[0] in filters.products]
        elif self.split_by == ("backend",):
            found = dict.fromkeys(mount.backend.name for one in products for mount in one.mounts)
            names = [(one,) for one in found if not filters.backends or one in filters.backends]
        schema = {**dict.fromkeys(self._keys[:-1], pl.String()), _GROUP: pl.Int32()}
        return pl.DataFrame([(*one, 0) for one in names], schema, orient="row")
