"""The choices that options offer, as enumerations.

They stand in one module that imports nothing else of the project, so that `--help` loads no
polars and no catalog.
"""

from enum import StrEnum


class Counting(StrEnum):
    """Which requests count as usage.

    `MATCHED`: every request that matches a rule. `AUTHORIZED`: only those that the gateway let
    through, as in 3scale.
    """

    MATCHED = "matched"
    AUTHORIZED = "authorized"


class Granularity(StrEnum):
    """The width of one period."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    ALL = "all"


class Cycle(StrEnum):
    """Periods that recur and are averaged: the days of the week, or the hours of the day."""

    WEEKDAY = "weekday"
    HOUR = "hour"

    @property
    def granularity(self) -> Granularity:
        """The width of the periods that recur."""
        return Granularity.DAY if self is Cycle.WEEKDAY else Granularity.HOUR

    @property
    def length(self) -> int:
        """The number of periods until they recur."""
        return 7 if self is Cycle.WEEKDAY else 24


class Measure(StrEnum):
    """The quantity that a report shows of each metric: usage, bytes sent, or a duration."""

    USAGE = "usage"
    BYTES = "bytes"
    P50 = "p50"
    P90 = "p90"
    P95 = "p95"
    P99 = "p99"

    @property
    def percentile(self) -> int | None:
        """The number of requests in a hundred that took no longer; `None` for other measures."""
        return int(self[1:]) if self.startswith("p") else None


class Comparison(StrEnum):
    """The range that usage is compared with."""

    PREVIOUS = "previous"
