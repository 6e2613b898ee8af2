"""The survey of paths, identifiers collapsed: a help for those who write mapping rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

import polars as pl

from usagestats.catalog.model import DEFAULT_CATALOG
from usagestats.classify.chosen import chosen
from usagestats.classify.detail_needed import detail_needed
from usagestats.classify.path_templates import path_templates
from usagestats.classify.requests import columns_needed
from usagestats.frames import plain
from usagestats.periods.in_range import inside
from usagestats.periods.period import SLOT, Period, Range, coarsest_slot, cut
from usagestats.reports.parts.by_period import period_numbers
from usagestats.reports.parts.filters import EVERYTHING
from usagestats.tables.declared import ROW_COUNT
from usagestats.tables.top_counts import TopCounts
from usagestats.tables.usage import slot_start

if TYPE_CHECKING:
    from datetime import datetime, timedelta
    from zoneinfo import ZoneInfo

    from usagestats.catalog.model import Catalog
    from usagestats.choices import Granularity
    from usagestats.classify.requests import Mapped
    from usagestats.reports.parts.filters import Filters
    from usagestats.tables.declared import Detail

KEYS: Final = ("product", "backend", "http_method", "path", "matched")
"""The keys by which requests are counted; `matched` is `yes` or `no`."""

_CAPACITY: Final = 10_000
_CAPACITY_BY_PERIOD: Final = 100_000


@dataclass(frozen=True, slots=True)
class Periods:
    """The periods by which paths are counted.

    Args:
        granularity: Their width; not `ALL`.
        zone: The time zone of days.
        week_start: The first day of a week, Monday is 0.
    """

    granularity: Granularity
    zone: ZoneInfo
    week_start: int = 0

    @property
    def slot(self) -> timedelta:
        """A width of which all of them are multiples."""
        return coarsest_slot(self.granularity, self.zone, Range())

    def starts(self, times: pl.Series) -> pl.Series:
        """Return the start of the period in which each time lies, as text: `start_text`."""
        slots = times.to_frame("time").select(slot_start("time", self.slot)).to_series()
        first, last = cast("datetime | None", slots.min()), cast("datetime", slots.max())
        if first is None:
            return pl.Series(dtype=pl.String)
        whole = cut(Period(first, last + self.slot), self.granularity, self.zone, self.week_start)
        texts = pl.Series([start_text(one) for one in whole])
        return texts.gather(period_numbers(slots, whole, self.slot))


def start_text(period: Period) -> str:
    """Return the start of a period as a text, whose order is that of time."""
    return period.start.isoformat()


@dataclass(frozen=True, slots=True)
class PathSurvey:
    """The survey that counts requests by `KEYS`.

    Args:
        range: The time range of the requests.
        filters: Choose the requests.
        catalog: The catalog that requests are mapped by.
        periods: The periods by which they are counted, too: before `KEYS` stands the text of
            their start. `None`: the range is one.
    """

    range: Range
    filters: Filters = EVERYTHING
    catalog: Catalog = DEFAULT_CATALOG
    periods: Periods | None = None

    @property
    def columns(self) -> frozenset[str]:
        """The columns of REQUESTS that it needs."""
        for_filters = columns_needed(self.catalog, self.filters.keys())
        return frozenset({"http_method", "path", "host", "service", *for_filters})

    @property
    def detail(self) -> Detail:
        """The detail that it needs: equal requests of one slot may be one row."""
        slot = self.periods.slot if self.periods else SLOT
        return detail_needed(self.catalog, slot, {"path"}, self.filters.path_prefixes)

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
            requests=pl.col(ROW_COUNT) if ROW_COUNT in requests.columns else pl.lit(1, pl.Int64()),
        )
        within = inside(rows, self.range, "time")
        word = pl.when("matched").then(pl.lit("yes")).otherwise(pl.lit("no"))
        keys, capacity = list(KEYS), _CAPACITY
        if self.periods:
            keys, capacity = ["period", *KEYS], _CAPACITY_BY_PERIOD
            within = within.with_columns(period=self.periods.starts(within["time"]))
        counted = within.group_by(keys).agg(pl.col("requests").sum())
        words = plain(counted).with_columns(matched=word)
        return TopCounts.of(words.select(keys), capacity, words["requests"])
