"""The surveys of clients: how many there are by period, and those with the most requests.

A client is an address. The network stands for it before anything is counted, where whole addresses
are not wanted; numbers of clients are of addresses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.catalog.model import DEFAULT_CATALOG
from usagestats.choices import Granularity
from usagestats.classify.chosen import chosen
from usagestats.classify.detail_needed import detail_needed
from usagestats.classify.requests import classify_mapped, columns_needed
from usagestats.frames import map_distinct, plain, utc_times
from usagestats.light_dataclass import replace
from usagestats.periods.in_range import inside
from usagestats.periods.period import Period, coarsest_slot, cut
from usagestats.reports.parts.by_period import with_periods
from usagestats.reports.parts.filters import EVERYTHING
from usagestats.safety.networks import network_of
from usagestats.tables.declared import ROW_COUNT, UTC_TIME, requests_in
from usagestats.tables.distinct_counts import DistinctCounts
from usagestats.tables.top_counts import TopCounts
from usagestats.tables.usage import slot_start

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from usagestats.catalog.model import Catalog
    from usagestats.classify.requests import Mapped
    from usagestats.periods.period import Range
    from usagestats.reports.parts.filters import Filters
    from usagestats.tables.declared import Detail

PERIOD_START: Final = "period_start"
CLIENT: Final = "client"
CAPACITY: Final = 100_000
"""The number of clients whose requests are surely counted exactly."""

_LONGEST_KEPT: Final = 100  # no address is longer, but who sends a request may write one


@dataclass(frozen=True, slots=True)
class ClientsAsked:
    """The requests whose clients are asked for.

    Args:
        range: The time range of the requests.
        zone: The zone of periods.
        keys: The keys of CLASSIFIED by which requests are split.
        granularity: The width of periods.
        week_start: The first day of a week, Monday is 0.
        filters: Choose the requests.
        catalog: The catalog that requests are mapped by.
    """

    range: Range
    zone: ZoneInfo
    keys: tuple[str, ...] = ()
    granularity: Granularity = Granularity.ALL
    week_start: int = 0
    filters: Filters = EVERYTHING
    catalog: Catalog = DEFAULT_CATALOG

    @property
    def columns(self) -> frozenset[str]:
        """The columns of REQUESTS that are needed."""
        needed = columns_needed(self.catalog, {*self.keys, *self.filters.keys()})
        return frozenset({"remote_address", *needed})

    @property
    def detail(self) -> Detail:
        """The detail that is needed: groups of equal requests of one client."""
        slot = coarsest_slot(self.granularity, self.zone, self.range)
        needed = detail_needed(self.catalog, slot, self.keys, self.filters.path_prefixes)
        return replace(needed, client_ranges=None)

    def requests(self, mapped: Mapped) -> pl.DataFrame:
        """Return the requests of a chunk.

        Shape: one row per row of REQUESTS that is asked for: `start`, `CLIENT`, the keys, and the
        `ROW_COUNT` of each. Texts may be coded.
        """
        mapped = chosen(mapped, self.catalog, self.filters)
        known = classify_mapped(mapped, self.catalog, self.keys).requests
        requests = mapped.requests
        counts = requests[ROW_COUNT] if ROW_COUNT in requests.columns else pl.lit(1, pl.Int64)
        rows = known.select("time", *self.keys).with_columns(
            counts.alias(ROW_COUNT), requests["remote_address"].alias(CLIENT)
        )
        slot = slot_start("time", self.detail.slot) if self.detail.slot else pl.col("time")
        asked = inside(rows, self.range, "time")
        return asked.select(slot.alias("start"), CLIENT, *self.keys, ROW_COUNT)


@dataclass(slots=True)
class ClientsSeen:
    """The different clients by period and keys; and how many requests had none.

    Args:
        distinct: The clients by `PERIOD_START`, which is null where the range is the only period,
            and the keys.
        requests: The number of requests.
        without_address: The number of those whose log has no address.
    """

    distinct: DistinctCounts
    requests: int = 0
    without_address: int = 0

    @property
    def has_no_addresses(self) -> bool:
        """Whether there are requests, but no log has an address of any."""
        return bool(self.requests) and self.requests == self.without_address

    def merge(self, other: ClientsSeen) -> None:
        """Add the clients of another part of the input."""
        self.distinct.merge(other.distinct)
        self.requests += other.requests
        self.without_address += other.without_address


@dataclass(frozen=True, slots=True)
class ClientSurvey:
    """The survey that counts different clients."""

    asked: ClientsAsked

    @property
    def columns(self) -> frozenset[str]:
        """The columns of REQUESTS that it needs."""
        return self.asked.columns

    @property
    def detail(self) -> Detail:
        """The detail that it needs."""
        return self.asked.detail

    def look(self, mapped: Mapped) -> ClientsSeen:
        """Count the clients of one chunk."""
        rows = self.asked.requests(mapped)
        keys = self._period_starts(rows).alias(PERIOD_START).to_frame()
        keys = keys.hstack(rows.select(self.asked.keys))
        return ClientsSeen(
            DistinctCounts.of(keys, rows[CLIENT], _LONGEST_KEPT),
            requests_in(rows),
            requests_in(rows.filter(pl.col(CLIENT).is_null())),
        )

    def _period_starts(self, rows: pl.DataFrame) -> pl.Series:
        asked = self.asked
        if asked.granularity is Granularity.ALL or rows.is_empty() or asked.detail.slot is None:
            return pl.repeat(None, rows.height, dtype=UTC_TIME, eager=True)
        first, last = rows.select(pl.col("start").min(), pl.col("start").max().alias("last")).row(0)
        span = Period(first, last + asked.detail.slot)
        whole = cut(span, asked.granularity, asked.zone, asked.week_start)
        numbers = with_periods(rows, whole, asked.detail.slot)["period"]
        return utc_times(one.start for one in whole).gather(numbers)


@dataclass(frozen=True, slots=True)
class ClientRanking:
    """The survey that counts the requests of each client: by `CLIENT` and keys, as texts.

    Args:
        asked: The requests.
        is_whole: Whether addresses are shown whole; otherwise networks stand for them.
    """

    asked: ClientsAsked
    is_whole: bool = False

    @property
    def columns(self) -> frozenset[str]:
        """The columns of REQUESTS that it needs."""
        return self.asked.columns

    @property
    def detail(self) -> Detail:
        """The detail that it needs."""
        return self.asked.detail

    def look(self, mapped: Mapped) -> TopCounts:
        """Count the requests of one chunk."""
        rows = plain(self.asked.requests(mapped))
        clients = rows[CLIENT].str.slice(0, _LONGEST_KEPT)
        if not self.is_whole:
            clients = map_distinct(clients, network_of, pl.String())
        keys = rows.select(clients, *(pl.col(key).cast(pl.String) for key in self.asked.keys))
        return TopCounts.of(keys, CAPACITY, rows[ROW_COUNT])
