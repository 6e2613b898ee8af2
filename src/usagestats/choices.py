"""The values that options accept, as enumerations.

This module imports no other module of the project, so that `--help` loads no polars and no catalog.
"""

from enum import StrEnum


class Counting(StrEnum):
    """Which requests count as usage.

    `MATCHED`: every request that matches a rule. `AUTHORIZED`: of these only the requests that the
    gateway let through, as in 3scale.
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
    """Recurring periods, which are averaged: the days of the week, or the hours of the day."""

    WEEKDAY = "weekday"
    HOUR = "hour"

    @property
    def granularity(self) -> Granularity:
        """The width of one of the periods."""
        return Granularity.DAY if self is Cycle.WEEKDAY else Granularity.HOUR

    @property
    def length(self) -> int:
        """The number of periods in one cycle."""
        return 7 if self is Cycle.WEEKDAY else 24


class Measure(StrEnum):
    """The quantity that a report shows for each metric: usage, bytes sent, or a duration."""

    USAGE = "usage"
    BYTES = "bytes"
    P50 = "p50"
    P90 = "p90"
    P95 = "p95"
    P99 = "p99"

    @property
    def percentile(self) -> int | None:
        """The percentage of requests that took at most this duration; `None` for other measures."""
        return int(self[1:]) if self.startswith("p") else None


class Wide(StrEnum):
    """The keys whose values can be columns instead of rows."""

    APP = "app"
    BACKEND = "backend"
    STATUS = "status"


class Comparison(StrEnum):
    """The range that usage is compared with."""

    PREVIOUS = "previous"
