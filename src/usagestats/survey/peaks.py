"""The survey of peaks: the requests of each second."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.classify.chosen import chosen
from usagestats.classify.detail_needed import detail_needed
from usagestats.classify.requests import classify_mapped, columns_needed
from usagestats.frames import plain
from usagestats.periods.in_range import inside
from usagestats.tables.declared import ROW_COUNT
from usagestats.tables.second_counts import SecondCounts

if TYPE_CHECKING:
    from usagestats.catalog.model import Catalog
    from usagestats.classify.chosen import RequestFilters
    from usagestats.classify.requests import Mapped
    from usagestats.periods.period import Range
    from usagestats.tables.declared import Detail

_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class PeakSurvey:
    """The survey that counts requests by second.

    Args:
        range: The time range of the requests.
        filters: Choose the requests.
        catalog: The catalog that requests are mapped by.
        keys: The keys of CLASSIFIED by which requests are counted.
    """

    range: Range
    filters: RequestFilters
    catalog: Catalog
    keys: tuple[str, ...] = ()

    @property
    def columns(self) -> frozenset[str]:
        """The columns of REQUESTS that it needs."""
        return frozenset(columns_needed(self.catalog, {*self.keys, *self.filters.keys()}))

    @property
    def detail(self) -> Detail:
        """The detail that it needs: the requests of one second may be one row."""
        return detail_needed(self.catalog, _SECOND, self.keys, self.filters.path_prefixes)

    def look(self, mapped: Mapped) -> SecondCounts:
        """Count the requests of one chunk."""
        mapped = chosen(mapped, self.catalog, self.filters)
        rows = plain(classify_mapped(mapped, self.catalog, self.keys).requests)
        within = inside(rows, self.range, "time")
        number = pl.col(ROW_COUNT) if ROW_COUNT in rows.columns else pl.lit(1, pl.Int64())
        second = pl.col("time").dt.epoch("s").alias("second")
        counted = within.select(*self.keys, second, number.alias("requests"))
        return SecondCounts.of(counted, self.keys)
