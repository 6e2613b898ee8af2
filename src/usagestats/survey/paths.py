"""The survey of paths, identifiers collapsed: a help for those who write mapping rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.catalog.model import DEFAULT_CATALOG
from usagestats.classify.chosen import chosen
from usagestats.classify.path_templates import path_templates
from usagestats.classify.requests import columns_needed
from usagestats.periods.in_range import inside
from usagestats.reports.parts.filters import EVERYTHING
from usagestats.tables.declared import FULL_DETAIL
from usagestats.tables.top_counts import TopCounts

if TYPE_CHECKING:
    from usagestats.catalog.model import Catalog
    from usagestats.classify.requests import Mapped
    from usagestats.periods.period import Range
    from usagestats.reports.parts.filters import Filters
    from usagestats.tables.declared import Detail

KEYS: Final = ("product", "backend", "http_method", "path", "matched")
"""The keys by which requests are counted; `matched` is `yes` or `no`."""

_CAPACITY: Final = 10_000


@dataclass(frozen=True, slots=True)
class PathSurvey:
    """The survey that counts requests by `KEYS`.

    Args:
        range: The time range of the requests.
        filters: Choose the requests.
        catalog: The catalog that requests are mapped by.
    """

    range: Range
    filters: Filters = EVERYTHING
    catalog: Catalog = DEFAULT_CATALOG

    @property
    def columns(self) -> frozenset[str]:
        """The columns of REQUESTS that it needs."""
        for_filters = columns_needed(self.catalog, self.filters.keys())
        return frozenset({"http_method", "path", "host", "service", *for_filters})

    @property
    def detail(self) -> Detail:
        """The detail that it needs: every request."""
        return FULL_DETAIL

    def look(self, mapped: Mapped) -> TopCounts:
        """Count the requests of one chunk."""
        mapped = chosen(mapped, self.catalog, self.filters)
        decided, requests = mapped.decided, mapped.requests
        is_matched = pl.Series([bool(one.usage) for one in decided.decisions])
        rows = requests.select(
            "time",
            "http_method",
            product=decided.products(),
            backend=mapped.backends(),
            path=path_templates(requests["path"], self.catalog.secret_names),
            matched=is_matched.gather(decided.numbers),
        )
        within = inside(rows, self.range, "time")
        word = pl.when("matched").then(pl.lit("yes")).otherwise(pl.lit("no"))
        return TopCounts.of(within.with_columns(matched=word).select(KEYS), _CAPACITY)
